"""Every way an application can go, with real facts in PostgreSQL and time that is moved."""

import base64
import re
from datetime import datetime, timedelta

import pytest
from temporalio.api.enums.v1 import EventType

from db.enrolment.application_form import save_draft, submit_form, verify_address
from db.tables.companies import Company
from db.tables.enrolment import Application
from domain.enrolment.stages import Choice, Stage
from domain.refusals import DeadlinePassedError
from domain.tokens import Purpose
from rig.applications import APPLICANT, CONTACT, FORM, HASH, PASSWORD, now
from rig.workflows.life import Life
from tests.workflows.history_text import readable
from workflows.enrolment import Enrolment
from workflows.messages import ContactDecided, FormSubmitted

SECOND = timedelta(seconds=1)
DAYS = timedelta(days=1)


async def test_the_straight_path_ends_with_ids_and_five_mails(life: Life) -> None:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    await _submit(life, number)
    await life.has_sent("approval_request/1")
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    assert sorted(life.postman.sent) == [
        "approval_request/1",
        "decision_receipt/1",
        "invitation/1",
        "receipt/1",
        "welcome/1",
    ]
    assert await Company.count().where(Company.application_number == number) == 1


async def test_a_reminder_goes_out_three_days_before_and_the_link_expires_after_ten(
    life: Life,
) -> None:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    await life.after(number, 7 * DAYS - timedelta(minutes=1))
    await life.mails_sent("invitation/1")
    await life.after(number, timedelta(minutes=2))
    await life.mails_sent("invitation/1", "invitation_reminder/1")
    await life.after(number, 3 * DAYS)
    assert await life.ends(number) is Stage.EXPIRED
    assert life.postman.sent == ["invitation/1", "invitation_reminder/1"]


async def test_a_form_one_second_before_the_deadline_is_taken(life: Life) -> None:
    number, deadline = await _invited_with_deadline(life)
    await life.after(number, deadline - SECOND - now())
    await submit_form(number, FORM, link_generation=1, now=deadline - SECOND)
    await life.hear()
    await life.reaches(number, Stage.AWAITING_APPROVAL)


async def test_a_form_one_second_after_the_deadline_is_refused(life: Life) -> None:
    number, deadline = await _invited_with_deadline(life)
    await life.after(number, deadline + SECOND - now())
    with pytest.raises(DeadlinePassedError):
        await submit_form(number, FORM, link_generation=1, now=deadline + SECOND)
    assert await life.ends(number) is Stage.EXPIRED


async def test_a_form_acknowledged_in_time_counts_though_its_news_come_too_late(
    life: Life,
) -> None:
    number, deadline = await _invited_with_deadline(life)
    await submit_form(number, FORM, link_generation=1, now=deadline - SECOND)
    await life.after(number, deadline + SECOND - now())
    await life.reaches(number, Stage.AWAITING_APPROVAL)


async def test_a_new_link_moves_the_deadline(life: Life) -> None:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    await life.after(number, 6 * DAYS)
    assert await life.applications.invited(at=now() + 6 * DAYS) == number
    await life.hear()
    await life.mails_sent("invitation/1", "invitation/2")
    await life.after(number, 6 * DAYS)
    await life.mails_sent("invitation/1", "invitation/2")
    await life.after(number, 2 * DAYS)
    await life.mails_sent("invitation/1", "invitation/2", "invitation_reminder/2")
    await life.after(number, 3 * DAYS)
    assert await life.ends(number) is Stage.EXPIRED


async def test_a_decision_acknowledged_in_time_counts_though_its_news_never_come(
    life: Life,
) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.approve(number)
    await life.after(number, 61 * DAYS)
    assert await life.ends(number) is Stage.ENROLLED


async def test_signals_without_facts_change_nothing(life: Life) -> None:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    workflow = life.workflow(number)
    await workflow.signal(Enrolment.form_submitted, FormSubmitted(revision=1))
    await workflow.signal(Enrolment.decision_made, ContactDecided(1, Choice.APPROVE))
    await life.after(number, timedelta(hours=1))
    await life.reaches(number, Stage.INVITED)
    await _submit(life, number)
    await life.has_sent("approval_request/1")
    await workflow.signal(Enrolment.decision_made, ContactDecided(1, Choice.APPROVE))
    await workflow.signal(Enrolment.decision_made, ContactDecided(2, Choice.APPROVE))
    await life.after(number, timedelta(hours=1))
    await life.reaches(number, Stage.AWAITING_APPROVAL)
    assert await Company.count().where(Company.application_number == number) == 0


async def test_a_false_signal_does_not_outweigh_the_true_decision(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.reaches(number, Stage.AWAITING_APPROVAL)
    await life.workflow(number).signal(Enrolment.decision_made, ContactDecided(1, Choice.APPROVE))
    await life.applications.decline(number)
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    assert await Company.count().where(Company.application_number == number) == 0


@pytest.mark.parametrize("stage", ["invited", "submitted", "awaiting_approval", "decided"])
async def test_a_run_begins_wherever_the_facts_stand(life: Life, stage: str) -> None:
    """This is how a Temporal that was lost altogether is rebuilt."""
    number: str = await getattr(life.applications, stage)()
    await life.loses_temporal()
    await life.hear()
    await _go_on_from(life, number, stage)
    assert await life.ends(number) is Stage.ENROLLED
    assert len(life.postman.sent) == len(set(life.postman.sent))
    assert {"welcome/1", "decision_receipt/1"} <= set(life.postman.sent)


async def test_mails_of_a_finished_application_are_sent_by_a_rebuilt_temporal(life: Life) -> None:
    number = await life.applications.decided()
    await life.applications.steps.issue_ids(life.applications.order(number))
    await life.loses_temporal()
    await life.hear()
    await life.has_sent("welcome/1")
    await life.has_sent("decision_receipt/1")


async def test_late_news_never_start_a_second_life(life: Life) -> None:
    number = await life.applications.withdrawing()
    await life.hear()
    await life.ends(number)
    first_run = (await life.workflow(number).describe()).run_id
    await Application.raw("UPDATE outbox SET delivered_at = NULL")
    await life.hear()
    assert (await life.workflow(number).describe()).run_id == first_run


async def test_the_temporal_ui_finds_applications_by_what_operators_ask(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    description = await life.workflow(number).describe()
    assert description.search_attributes["EnrolmentStage"] == ["awaiting_approval"]
    assert description.search_attributes["CompanyName"] == [FORM.company_name]
    assert description.search_attributes["CertifyingWholesaler"] == ["見本食品卸株式会社"]
    (line,) = description.search_attributes["Situation"]
    assert line == f"{FORM.company_name}｜卸の回答待ち｜卸担当者の回答を待っています。"
    details = await life.workflow(number).query("__temporal_workflow_metadata")
    text = str(details)
    for told in ("回答を待っています", number, "期限:", "次に起こること"):
        assert told in text
    assert f"(https://inforex.test/console/applications/{number})" in text
    assert "お取引確認のお願い" in readable(await life.history(number))


async def test_s07_nothing_personal_stands_in_the_history(life: Life) -> None:
    number = await life.applications.decided()
    await life.hear()
    await life.ends(number)
    history = (await life.workflow(number).fetch_history()).to_json()
    purposes = (Purpose.APPLY, Purpose.STATUS, Purpose.APPROVAL, Purpose.DISPUTE)
    tokens = [await life.applications.token(purpose, number) for purpose in purposes]
    people = [APPLICANT, CONTACT, FORM.contact_name, FORM.manager_name, FORM.address, PASSWORD]
    decoded = history + _decoded_payloads(history)
    assert FORM.company_name in decoded
    assert [text for text in people + tokens if text in decoded] == []


def _decoded_payloads(history: str) -> str:
    encoded = re.findall(r'"data": ?"([A-Za-z0-9+/=]*)"', history)
    payloads = (base64.b64decode(data).decode(errors="replace") for data in encoded)
    return "".join(payload.encode().decode("unicode_escape") for payload in payloads)


async def test_an_application_costs_at_most_45_events(life: Life) -> None:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    await verify_address(number, now())
    await life.hear()
    await _submit(life, number)
    await life.has_sent("approval_request/1")
    await life.applications.approve(number)
    await life.hear()
    await life.ends(number)
    history = await life.workflow(number).fetch_history()
    kinds = [EventType.Name(event.event_type) for event in history.events]
    assert len(history.events) <= 45, "\n".join(kinds)


async def _invited_with_deadline(life: Life) -> tuple[str, datetime]:
    number = await life.applications.invited()
    await save_draft(number, {}, HASH, now())
    await life.hear()
    await life.mails_sent("invitation/1")
    rows = await Application.select(Application.deadline)
    return number, rows[0]["deadline"]


async def _submit(life: Life, number: str) -> None:
    await life.applications.submit(number)
    await life.hear()


async def _go_on_from(life: Life, number: str, stage: str) -> None:
    if stage == "invited":
        await _submit(life, number)
    await life.reaches_at_least_approval(number)
    if stage != "decided":
        await life.applications.approve(number)
        await life.hear()
