import asyncio
from contextvars import Context
from dataclasses import replace
from datetime import timedelta

import pytest

from db.engine import transaction
from db.enrolment.applicant_acts import submit_correction
from db.enrolment.approvals import dispute_decision, load_approval_request, record_decision
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import lock_application
from db.tables.companies import Company
from db.tables.enrolment import Decision, FormRevision
from db.tables.operation import Mail, Outbox
from domain.enrolment.disclosure import NOT_GIVEN
from domain.enrolment.stages import Choice
from domain.refusals import AlreadyDecidedError, ContactNotAllowedError, NothingToDecideError
from domain.tokens import Purpose
from rig.applications import CONTACT, FORM, Applications, another_form, now
from rig.waiting import until


async def test_the_contact_sees_who_asks(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    request = await load_approval_request(number, 1)
    assert request.company_name == FORM.company_name
    assert request.applicant_mail_domain == "shinki-shokuhin.example"
    assert request.wholesaler_name == "見本食品卸株式会社"
    assert request.decision is None
    assert request.handed_over is None


async def test_what_is_disclosed_is_of_the_application_itself(applications: Applications) -> None:
    await applications.awaiting_approval()
    await FormRevision.raw("UPDATE form_revision SET submitted_at = submitted_at - interval '1 h'")
    number = await applications.awaiting_approval("b@shinki-shokuhin.example", another_form())
    submitted = await FormRevision.select(FormRevision.submitted_at).where(
        FormRevision.application == number
    )
    disclosed = (await load_approval_request(number, 1)).disclosed
    assert [{"submitted_at": disclosed.submitted_at}] == submitted
    assert disclosed.corporate_number == NOT_GIVEN


async def test_only_approvals_are_counted_as_such(applications: Applications) -> None:
    await applications.decline(await applications.awaiting_approval())
    for approved in (0, 1):
        number = await applications.awaiting_approval(
            f"{approved}@shinki-shokuhin.example", another_form()
        )
        acquaintance = (await load_approval_request(number, 1)).acquaintance
        assert acquaintance.approvals_by_contact == approved
        await applications.approve(number)


async def test_a_dispute_is_about_one_application_and_leaves_others_theirs(
    applications: Applications,
) -> None:
    first = await applications.returned()
    second = await applications.awaiting_approval("b@shinki-shokuhin.example", another_form())
    await applications.decline(second)
    await applications.steps.return_refused(applications.order(second))
    await applications.dispute(first)
    assert (await load_approval_request(first, 1)).disputed
    assert not (await load_approval_request(second, 1)).disputed
    await applications.dispute(second)
    assert (await load_approval_request(second, 1)).disputed


async def test_the_first_decision_stands(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await record_decision(
        number, Choice.DECLINE, "取引の予定がありません。", revision=1, link_generation=1, now=now()
    )
    with pytest.raises(AlreadyDecidedError) as refused:
        await record_decision(number, Choice.APPROVE, "", revision=1, link_generation=1, now=now())
    assert refused.value.choice is Choice.DECLINE
    decision = (await load_approval_request(number, 1)).decision
    assert decision is not None
    assert decision.mail_address == CONTACT


async def test_who_disputes_a_refusal_stops_nothing_that_another_revision_led_to(
    applications: Applications,
) -> None:
    number = await applications.returned()
    await submit_correction(number, another_form(), revision=1, now=now())
    await applications.steps.screen(applications.order(number))
    receipt = await applications.link(Purpose.DISPUTE, number)
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    await dispute_decision(receipt, applications.settings.alert_mail_address, now())
    assert not (await load_approval_request(number, 2)).disputed
    assert await Company.exists().where(
        Company.application_number == number, Company.suspended_at.is_null()
    )


async def test_a_dispute_of_what_is_suspended_already_suspends_nothing_anew(
    applications: Applications,
) -> None:
    number = await applications.enrolled()
    company = Company.application_number == number
    await Company.update({Company.suspended_at: now()}).where(company)
    before = await Company.select(Company.suspended_at).where(company)
    await applications.dispute(number)
    assert await Company.select(Company.suspended_at).where(company) == before
    alerts = await Mail.select(Mail.kind).where(Mail.kind.like("alert_%"))
    assert alerts == [{"kind": "alert_dispute"}]


async def test_ten_decisions_at_once_are_one(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    choices = [Choice.APPROVE, Choice.DECLINE] * 5
    outcomes = await asyncio.gather(
        *(
            record_decision(number, choice, "理由", revision=1, link_generation=1, now=now())
            for choice in choices
        ),
        return_exceptions=True,
    )
    assert outcomes.count(None) == 1
    refused = [outcome for outcome in outcomes if outcome is not None]
    assert {type(outcome) for outcome in refused} == {AlreadyDecidedError}
    assert await Decision.count() == 1
    assert await Outbox.count().where(Outbox.signal == "decision_made") == 1


async def test_a_decision_waits_for_whoever_acts_on_the_application(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()

    async def waits_or_is_over() -> bool:
        waiting = await Decision.raw("SELECT FROM pg_locks WHERE NOT granted")
        return bool(waiting) or deciding.done()

    async with transaction():
        await lock_application(number)
        deciding = asyncio.create_task(
            record_decision(number, Choice.APPROVE, "", revision=1, link_generation=1, now=now()),
            context=Context(),
        )
        await until(waits_or_is_over, "the decision to wait")
        assert not deciding.done()
    await deciding


async def test_s31_no_decision_before_the_wholesaler_is_asked(applications: Applications) -> None:
    number = await applications.submitted()
    with pytest.raises(NothingToDecideError):
        await record_decision(number, Choice.APPROVE, "", revision=1, link_generation=1, now=now())


async def test_a_decision_about_another_revision_is_refused(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(NothingToDecideError):
        await record_decision(number, Choice.APPROVE, "", revision=2, link_generation=1, now=now())


async def test_a_decision_after_the_deadline_is_refused(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(NothingToDecideError):
        await record_decision(
            number,
            Choice.APPROVE,
            "",
            revision=1,
            link_generation=1,
            now=now() + timedelta(days=61),
        )


async def test_s24_s29_nobody_is_named_but_who_may_decide(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    colleague = Colleague("商品部", "見本 花子", f"hanako@{CONTACT.partition('@')[2]}")
    stranger = replace(colleague, mail_address="hanako@stranger.example")
    with pytest.raises(ContactNotAllowedError):
        await hand_over(number, stranger, revision=1, now=now())
    with pytest.raises(NothingToDecideError):
        await hand_over(number, colleague, revision=2, now=now())
    await hand_over(number, colleague, revision=1, now=now())
    assert (await load_approval_request(number, 2)).contact_mail_address == colleague.mail_address
