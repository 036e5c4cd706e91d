"""The branches: screening, correction, withdrawal, what does not arrive, and what is disputed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType

from db.console.mails_again import send_mail_again
from db.enrolment.applicant_acts import change_contact, request_resend, submit_correction, withdraw
from db.enrolment.application_form import newest_form, revisions
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import load_facts
from db.tables.companies import Account, Company
from domain.enrolment.stages import Author, Choice, Part, ReviewChoice, Stage
from domain.refusals import AlreadyDecidedError, MovedOnError, NothingToDecideError, TooSoonError
from domain.tokens import Purpose
from rig.applications import APPLICANT, CONTACT, WHY, another_form, now
from rig.workflows.life import Life
from tests.workflows.failing import attention

DAYS = timedelta(days=1)


async def test_a_declined_application_goes_back_and_another_wholesaler_approves(
    life: Life,
) -> None:
    number = await life.applications.refused()
    await life.hear()
    await life.has_sent("declined/1")
    form = replace(
        await newest_form(number), wholesaler_id=2, contact_mail_address="abe@reiji-kashi.example"
    )
    await submit_correction(number, form, revision=1, now=now())
    await life.hear()
    await life.has_sent("approval_request/2")
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    assert {"declined/1", "decision_receipt/1", "receipt/2", "welcome/2"} <= {*life.postman.sent}


async def test_a_declined_application_that_nobody_corrects_ends_declined(life: Life) -> None:
    number = await life.applications.refused()
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    await life.after(number, 9 * DAYS)
    await life.reaches(number, Stage.RETURNED)
    await life.after(number, 2 * DAYS)
    assert await life.ends(number) is Stage.DECLINED
    assert "uncorrected/1" in life.postman.sent
    assert await Account.count().where(Account.mail_address == APPLICANT) == 0


async def test_without_a_decision_for_sixty_days_it_ends_and_both_are_told(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.after(number, 59 * DAYS)
    await life.reaches(number, Stage.AWAITING_APPROVAL)
    await life.after(number, 2 * DAYS)
    assert await life.ends(number) is Stage.LAPSED
    assert {"lapsed/1", "approval_lapsed/1"} <= set(life.postman.sent)


async def test_reminders_go_out_after_3_7_and_14_business_days_and_an_alert_after_10(
    life: Life,
) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    for expected in (
        "approval_reminder/1.1",
        "approval_reminder/1.2",
        "alert_silence/1",
        "approval_reminder/1.3",
    ):
        due = (await load_facts(number)).next_due
        assert due is not None
        await life.until(number, due)
        await life.has_sent(expected)
    assert (await load_facts(number)).next_due is None
    await life.reaches(number, Stage.AWAITING_APPROVAL)


async def test_findings_wait_for_an_administrator_and_then_go_on(life: Life) -> None:
    number = await life.applications.under_review()
    await life.hear()
    await life.has_sent("receipt/1")
    assert (await load_facts(number)).stage is Stage.UNDER_REVIEW
    assert "approval_request/1" not in life.postman.sent
    await life.applications.review(number, ReviewChoice.CLEAR)
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED


async def test_what_an_administrator_returns_is_corrected_and_screened_again(life: Life) -> None:
    number = await life.applications.sent_back()
    await life.hear()
    await life.has_sent("returned/1")
    form = replace(await newest_form(number), contact_mail_address=CONTACT)
    await submit_correction(number, form, revision=1, now=now())
    await life.hear()
    await life.has_sent("approval_request/1")
    assert [one.made_by for one in await revisions(number)] == [Author.APPLICANT] * 2


async def test_only_the_returned_parts_can_be_corrected(life: Life) -> None:
    number = await life.applications.sent_back()
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    before = await newest_form(number)
    await submit_correction(
        number, another_form(company_name="のっとり商店"), revision=1, now=now()
    )
    after = await newest_form(number)
    assert after.company_name == before.company_name
    assert after.contact_mail_address == CONTACT


async def test_an_administrator_declines_for_good(life: Life) -> None:
    number = await life.applications.turned_down()
    await life.hear()
    assert await life.ends(number) is Stage.DECLINED
    assert "turned_down/1" in life.postman.sent


async def test_no_trade_freezes_and_a_cleared_application_asks_again(life: Life) -> None:
    number = await life.applications.disowned()
    await life.hear()
    await life.has_sent("alert_no_trade/1")
    await life.reaches(number, Stage.UNDER_REVIEW)
    await life.applications.review(number, ReviewChoice.CLEAR)
    await life.hear()
    await life.has_sent("approval_request/2")
    with pytest.raises(NothingToDecideError):
        await life.applications.decide_about(number, 1, Choice.APPROVE)
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED


async def test_s29_a_changed_contact_gets_a_new_link_and_the_old_one_is_void(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    form = replace(await newest_form(number), contact_mail_address="kato@mihon-oroshi.example")
    await change_contact(number, form, revision=1, now=now())
    with pytest.raises(NothingToDecideError):
        await life.applications.decide_about(number, 1, Choice.APPROVE)
    await life.hear()
    await life.has_sent("approval_request/2")
    old = await life.applications.link(Purpose.APPROVAL, number, 1)
    assert old.replaced


async def test_a_request_is_handed_over_to_a_colleague(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    colleague = Colleague("総務部", "加藤 三郎", "kato@sub.mihon-oroshi.example")
    await hand_over(number, colleague, revision=1, now=now())
    await life.hear()
    await life.has_sent("approval_request/2")
    assert "receipt/2" not in life.postman.sent
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED


async def test_a_contact_whom_no_mail_reaches_is_corrected(life: Life) -> None:
    life.postman.refuses = {"approval_request"}
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    await life.has_sent("undeliverable/1")
    life.postman.refuses = set()
    form = replace(await newest_form(number), contact_mail_address="kato@mihon-oroshi.example")
    await submit_correction(number, form, revision=1, now=now())
    await life.hear()
    await life.has_sent("approval_request/2")


async def test_a_refused_mail_is_shown_to_operators(life: Life) -> None:
    life.postman.refuses = {"receipt"}
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.refused(f"{number}/receipt/1")
    await attention(life, number, needed=True)
    life.postman.refuses = set()
    await send_mail_again(number, "receipt/1", WHY, now())
    await life.hear()
    await attention(life, number, needed=False)


@pytest.mark.parametrize(
    "stage", ["submitted", "awaiting_approval", "under_review", "returned", "decided"]
)
async def test_an_applicant_withdraws_at_any_stage_before_the_issue(life: Life, stage: str) -> None:
    number: str = await getattr(life.applications, stage)()
    await withdraw(number, now())
    await life.hear()
    assert await life.ends(number) is Stage.WITHDRAWN
    assert await Company.count().where(Company.application_number == number) == 0
    with pytest.raises(MovedOnError):
        await withdraw(number, now())


async def test_a_decision_after_the_withdrawal_is_refused(life: Life) -> None:
    number = await life.applications.withdrawing()
    with pytest.raises(NothingToDecideError):
        await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.WITHDRAWN
    assert "approval_withdrawn/1" in life.postman.sent
    assert "approval_request/1" not in life.postman.sent


async def test_the_second_of_two_decisions_is_told_of_the_first(life: Life) -> None:
    number = await life.applications.refused()
    with pytest.raises(AlreadyDecidedError) as told:
        await life.applications.approve(number)
    assert told.value.choice is Choice.DECLINE


async def test_the_request_is_mailed_again_at_most_once_in_two_business_days(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    with pytest.raises(TooSoonError) as soon:
        await request_resend(number, now())
    await request_resend(number, soon.value.again_at)
    await life.hear()
    await life.until(number, soon.value.again_at + timedelta(seconds=1))
    await life.has_sent("approval_resend/1.1")
    with pytest.raises(TooSoonError):
        await request_resend(number, soon.value.again_at + timedelta(hours=1))


async def test_s27_a_disputed_approval_suspends_the_company_and_alerts(life: Life) -> None:
    number = await life.applications.decided()
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    await life.applications.dispute(number)
    company = await Company.select().where(Company.application_number == number).first()
    assert company is not None
    assert company["suspended_at"] is not None
    await life.hear()
    await life.has_sent("alert_suspended/1")


async def test_s27_a_disputed_refusal_goes_to_an_administrator(life: Life) -> None:
    number = await life.applications.disputed()
    await life.hear()
    await life.reaches(number, Stage.UNDER_REVIEW)
    await life.has_sent("alert_dispute/1")
    await life.applications.review(number, ReviewChoice.RETURN, (Part.WHOLESALER,))
    await life.hear()
    await life.has_sent("returned/1")


async def test_a_review_that_nobody_decides_ends(life: Life) -> None:
    number = await life.applications.under_review()
    await life.hear()
    await life.has_sent("alert_screening/1")
    await life.after(number, 61 * DAYS)
    assert await life.ends(number) is Stage.LAPSED
    assert "approval_lapsed/1" not in life.postman.sent


async def test_three_reminders_an_alert_and_an_approval_cost_at_most_110_events(
    life: Life,
) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    for expected in ("approval_reminder/1.1", "approval_reminder/1.2", "alert_silence/1"):
        due = (await load_facts(number)).next_due
        assert due is not None
        await life.until(number, due)
        await life.has_sent(expected)
    due = (await load_facts(number)).next_due
    assert due is not None
    await life.until(number, due)
    await life.has_sent("approval_reminder/1.3")
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    kinds = [EventType.Name(e.event_type) for e in (await life.history(number)).events]
    # Those of the moved clock are the test's own.
    own = [kind for kind in kinds if "TIME_SKIPPING" in kind or "OPTIONS_UPDATED" in kind]
    assert len(kinds) - len(own) <= 110, f"{len(kinds) - len(own)} events"
