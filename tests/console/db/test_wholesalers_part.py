"""Another contact is named, and a decision recorded in the contact's place."""

import asyncio
from dataclasses import replace

import pytest

from db.console.acts_on_request import approve_on_behalf, change_contact
from db.enrolment.application_form import newest_form, revisions
from db.enrolment.facts import load_facts
from db.enrolment.links import find_link
from domain.enrolment.stages import Author, Part, ReviewChoice, Stage
from domain.refusals import (
    AlreadyDecidedError,
    MovedOnError,
    NothingToDecideError,
)
from domain.text import InvalidInput
from domain.tokens import Purpose
from rig.applications import CONTACT, FORM, Applications, now
from rig.console.acts import REASON, WHY, acts_on, mail_states
from tests.console.db.test_mails_again import sent

COLLEAGUE = "sato@mihon-oroshi.example"
CHANGED = replace(FORM, contact_name="佐藤 次郎", contact_mail_address=COLLEAGUE)
EVIDENCE = "登録の電話番号へ折り返し、仕入部の鈴木様に確認しました。"


async def test_another_contact_is_a_new_revision_and_is_asked(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    old = await applications.token(Purpose.APPROVAL, number)
    await change_contact(number, CHANGED, revision=1, why=WHY, now=now())
    standing = await applications.steps.screen(applications.order(number))
    assert standing.stage is Stage.AWAITING_APPROVAL
    assert (await mail_states(number))["approval_request/2"] == (COLLEAGUE, "queued")
    link = await find_link(old, Purpose.APPROVAL)
    assert link is not None
    assert link.replaced
    assert (await revisions(number))[-1].made_by is Author.ADMINISTRATOR


async def test_only_the_wholesalers_part_is_changed(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    changed = replace(CHANGED, company_name="べつの株式会社", jan_maker_code="4912399")
    await change_contact(number, changed, revision=1, why=WHY, now=now())
    assert await newest_form(number) == CHANGED


async def test_the_act_tells_what_was_and_what_is(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await change_contact(number, CHANGED, revision=1, why=WHY, now=now())
    (act,) = await acts_on(number)
    assert act.before == {"contact_name": "鈴木 一郎", "contact_mail_address": CONTACT}
    assert act.after == {"contact_name": "佐藤 次郎", "contact_mail_address": COLLEAGUE}


async def test_another_contact_is_screened(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    changed = replace(FORM, contact_mail_address="suzuki@gmail.com")
    await change_contact(number, changed, revision=1, why=WHY, now=now())
    standing = await applications.steps.screen(applications.order(number))
    assert standing.stage is Stage.UNDER_REVIEW


async def test_an_unreachable_contact_is_replaced_for_the_applicant(
    applications: Applications,
) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    await change_contact(number, CHANGED, revision=1, why=WHY, now=now())
    standing = await applications.steps.screen(applications.order(number))
    assert standing.stage is Stage.AWAITING_APPROVAL


async def test_what_is_to_be_corrected_besides_is_not_skipped(applications: Applications) -> None:
    number = await applications.under_review()
    await applications.review(number, ReviewChoice.RETURN, (Part.COMPANY, Part.WHOLESALER))
    await applications.steps.send_back(applications.order(number))
    with pytest.raises(MovedOnError):
        await change_contact(number, CHANGED, revision=1, why=WHY, now=now())


async def test_s26_a_frozen_application_stays_frozen(applications: Applications) -> None:
    number = await applications.frozen()
    with pytest.raises(MovedOnError):
        await change_contact(number, CHANGED, revision=1, why=WHY, now=now())
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW


async def test_no_change_is_refused(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(InvalidInput):
        await change_contact(number, FORM, revision=1, why=WHY, now=now())


async def test_of_contact_and_administrator_at_once_one_wins(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    outcomes = await asyncio.gather(
        applications.approve(number),
        change_contact(number, CHANGED, revision=1, why=WHY, now=now()),
        return_exceptions=True,
    )
    assert len([outcome for outcome in outcomes if outcome is None]) == 1


async def test_an_approval_on_behalf_leads_to_the_ids(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await sent(number)
    await approve_on_behalf(number, EVIDENCE, revision=1, why=WHY, now=now())
    standing = await applications.steps.issue_ids(applications.order(number))
    assert standing.stage is Stage.ENROLLED
    assert (await mail_states(number))["decision_receipt/1"] == (CONTACT, "queued")
    act = (await acts_on(number))[0]
    assert (act.tag, act.reason) == ("administrator:application:approve", REASON)
    assert act.after["evidence"] == EVIDENCE


async def test_the_contact_may_dispute_an_approval_on_behalf(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await approve_on_behalf(number, EVIDENCE, revision=1, why=WHY, now=now())
    await applications.steps.issue_ids(applications.order(number))
    await applications.dispute(number)
    assert "alert_suspended/1" in await mail_states(number)


async def test_of_contact_and_administrator_the_first_decision_stands(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    await applications.decline(number)
    with pytest.raises(AlreadyDecidedError):
        await approve_on_behalf(number, EVIDENCE, revision=1, why=WHY, now=now())
    assert await acts_on(number) == []


@pytest.mark.parametrize("stage", ["invited", "under_review", "withdrawing", "frozen"])
async def test_nothing_is_approved_that_waits_for_no_contact(
    applications: Applications, stage: str
) -> None:
    number = await getattr(applications, stage)()
    with pytest.raises((NothingToDecideError, AlreadyDecidedError)):
        await approve_on_behalf(number, EVIDENCE, revision=1, why=WHY, now=now())
