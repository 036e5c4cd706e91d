"""The figures of the dashboard, from the facts."""

from datetime import UTC, datetime, timedelta

import pytest

from db.console.dashboard import (
    FailingMails,
    Funnel,
    Step,
    StepTime,
    load_failing_mails,
    load_funnel,
    load_step_times,
    load_waiting,
)
from db.console.load import Series, load_load
from db.enrolment.applicant_acts import submit_correction
from db.enrolment.approvals import record_decision
from db.mailing import mails
from db.outbox import Backlog
from db.tables.enrolment import Application, Decision, FormRevision, Link
from db.tables.members import LoginRecord
from db.tables.operation import Outbox
from db.tables.review import ReturnNotice, Review
from domain.enrolment.stages import Choice, ReviewChoice, Stage
from rig.applications import FORM, Applications, now
from rig.members import id_manager

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def times(since: datetime = LONG_AGO) -> dict[Step, StepTime]:
    return {each.step: each for each in await load_step_times(since)}


async def test_funnel_counts_how_far_each_came(applications: Applications) -> None:
    await applications.invited("one@maker.example")
    await applications.under_review("two@maker.example")
    await applications.enrolled()
    await applications.invited("before@maker.example", LONG_AGO)
    assert await load_funnel(now() - HOUR) == Funnel(
        requested=3, verified=2, submitted=2, asked=1, approved=1, enrolled=1
    )


async def test_an_approval_for_the_second_wholesaler_counts_once(
    applications: Applications,
) -> None:
    number = await applications.returned()
    await submit_correction(number, FORM, revision=1, now=now())
    await applications.steps.screen(applications.order(number))
    await record_decision(number, Choice.APPROVE, "", revision=2, link_generation=2, now=now())
    funnel = await load_funnel(now() - HOUR)
    assert (funnel.requested, funnel.asked, funnel.approved) == (1, 1, 1)


@pytest.mark.usefixtures("applications")
async def test_nothing_has_no_times() -> None:
    assert await load_step_times(LONG_AGO) == tuple(StepTime(step, 0, None, None) for step in Step)


async def test_form_and_whole_begin_with_the_request(applications: Applications) -> None:
    number = await applications.enrolled()
    row = await Application.objects().get(Application.application_number == number)
    assert row is not None
    await Application.update({Application.requested_at: row.closed_at - 9 * HOUR}).where(
        Application.application_number == number
    )
    await FormRevision.update({FormRevision.submitted_at: row.closed_at - 4 * HOUR}).where(
        FormRevision.application == number
    )
    found = await times()
    assert found[Step.FORM] == StepTime(Step.FORM, 1, 5 * HOUR, 5 * HOUR)
    assert found[Step.WHOLE] == StepTime(Step.WHOLE, 1, 9 * HOUR, 9 * HOUR)


async def test_review_lasts_from_its_opening_to_the_decision(applications: Applications) -> None:
    for nth in range(11):
        number = await applications.under_review(f"{nth}@maker.example")
        await applications.review(number, ReviewChoice.CLEAR)
        await Review.raw(
            """
            UPDATE review SET opened_at = decided_at - {} * interval '1 hour'
            FROM review_decision WHERE review_decision.review = review.id AND application = {}
            """,
            float(nth),
            number,
        )
    assert (await times())[Step.REVIEW] == StepTime(Step.REVIEW, 11, 5 * HOUR, 9 * HOUR)


async def test_answer_is_counted_from_the_link_of_its_revision(applications: Applications) -> None:
    await applications.decided()
    (decision,) = await Decision.select()
    await Link.update({Link.made_at: decision["decided_at"] - 3 * HOUR}).where(
        Link.purpose == "approval"
    )
    assert (await times())[Step.ANSWER].median == 3 * HOUR


async def test_correction_lasts_from_the_return_to_the_next_form(
    applications: Applications,
) -> None:
    number = await applications.returned()
    assert (await times())[Step.CORRECTION].ended == 0
    at = now()
    await submit_correction(number, FORM, revision=1, now=at)
    await ReturnNotice.update({ReturnNotice.made_at: at - 2 * HOUR}).where(
        ReturnNotice.application == number
    )
    assert (await times())[Step.CORRECTION] == StepTime(Step.CORRECTION, 1, 2 * HOUR, 2 * HOUR)


async def test_what_ended_before_the_period_does_not_count(applications: Applications) -> None:
    await applications.enrolled()
    assert [each.ended for each in await load_step_times(now() + HOUR)] == [0] * len(Step)


async def test_who_waits_longer_than_usual_is_counted(applications: Applications) -> None:
    moment = now()
    for nth in range(3):
        number = await applications.under_review(f"{nth}@maker.example")
        await Application.update({Application.stage_since: moment - nth * HOUR}).where(
            Application.application_number == number
        )
    usual = [StepTime(Step.REVIEW, 9, HOUR, 1.5 * HOUR)]
    waiting = {each.stage: each for each in await load_waiting(usual, moment)}
    reviewed = waiting[Stage.UNDER_REVIEW]
    assert (reviewed.waiting, reviewed.unusual) == (3, 1)
    assert reviewed.oldest == moment - 2 * HOUR
    assert (waiting[Stage.RETURNED].waiting, waiting[Stage.RETURNED].oldest) == (0, None)


async def test_without_a_usual_time_nobody_waits_unusually_long(
    applications: Applications,
) -> None:
    await applications.invited()
    (invited,) = (each for each in await load_waiting((), now()) if each.stage is Stage.INVITED)
    assert (invited.waiting, invited.unusual) == (1, None)


async def test_failing_mails_are_counted_by_kind(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await mails.record_refused(f"{number}/approval_request/1", "550 no", now())
    await mails.claim(f"{number}/receipt/1", now())
    await mails.record_deferred(f"{number}/receipt/1", "451 later")
    await mails.record_sent(f"{number}/invitation/1", "250 ok", now())
    assert await load_failing_mails(LONG_AGO) == (
        FailingMails("approval_request", refused=1, bounced=0, deferred=0),
        FailingMails("receipt", refused=0, bounced=0, deferred=1),
    )
    assert await load_failing_mails(now() + HOUR) == ()


async def test_a_day_begins_at_midnight_in_japan(applications: Applications) -> None:
    midnight = datetime(2026, 6, 9, 15, tzinfo=UTC)
    await applications.invited("one@maker.example", midnight - timedelta(seconds=1))
    await applications.invited("two@maker.example", midnight)
    load = await load_load(midnight + timedelta(minutes=90))
    by_day, by_hour = (
        [(each.began, each.count) for each in load.counts[series]][-2:]
        for series in (Series.REQUESTED_BY_DAY, Series.REQUESTED_BY_HOUR)
    )
    assert by_day == [(midnight - timedelta(days=1), 1), (midnight, 1)]
    assert by_hour == [(midnight, 1), (midnight + HOUR, 0)]
    assert sum(each.count for each in load.counts[Series.MAILS_BY_HOUR]) == 2
    assert [len(load.counts[series]) for series in Series] == [30, 24, 24, 30]


async def test_logins_that_failed_are_no_logins(applications: Applications) -> None:
    account = await (await id_manager(applications)).account()
    for outcome in ("succeeded", "wrong_password"):
        await LoginRecord.insert(LoginRecord(account=account.id, at=now(), outcome=outcome))
    load = await load_load(now())
    assert sum(each.count for each in load.counts[Series.LOGINS_BY_DAY]) == 1


async def test_the_outbox_shows_what_temporal_has_not_heard(applications: Applications) -> None:
    await Outbox.update({Outbox.delivered_at: now()}, force=True)
    assert (await load_load(now())).outbox.waiting == 0
    at = now()
    await applications.invited(at=at)
    load = await load_load(now())
    assert load.outbox == Backlog(1, at)
