"""解約, as its procedure says it: no database, no Temporal, no mail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.business_calendar import JST
from domain.companies.cancellation import (
    MAILS_OF_STEPS,
    MAILS_WHEN_REQUESTED,
    MAILS_WHEN_UNDONE,
    CancellationDates,
    CancellationProgress,
    CancellationStage,
    CancellationState,
    CancellationStep,
)
from domain.companies.outcome import CompanyMail
from domain.durations import Duration
from domain.mail_kinds import Audience, MailKind

ASKED_AT = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WAITING = CancellationProgress(ASKED_AT, ASKED_AT + 30 * DAY)
REMINDER_AT = ASKED_AT + 23 * DAY


@pytest.mark.parametrize(
    ("asked", "wait", "ends"),
    [
        ("2026-12-01 01:20", "30d", "2027-01-04 18:00"),  # 31 December, and the year's end after it
        ("2026-12-02 18:00", "8d", "2026-12-10 18:00"),
        ("2026-12-02 18:01", "8d", "2026-12-11 18:00"),
        ("2026-12-02 18:01", "9d", "2026-12-14 18:00"),  # a Friday evening
        ("2026-12-02 01:20", "3bd", "2026-12-07 18:00"),
        ("2026-12-02 01:20", "36h", "2026-12-03 13:20"),
        ("2026-12-02 01:20", "5s", "2026-12-02 01:20:05"),
    ],
)
def test_a_wait_in_days_ends_with_a_business_day_and_a_shorter_one_to_the_second(
    asked: str, wait: str, ends: str
) -> None:
    at = datetime.fromisoformat(asked).replace(tzinfo=JST)
    dates = CancellationDates.of(at.astimezone(UTC), Duration.parse(wait), Duration.parse("365d"))
    assert dates.ends_at == datetime.fromisoformat(ends).replace(tzinfo=JST)
    assert dates.kept_until == dates.ends_at + 365 * DAY


def test_a_week_before_the_end_the_company_is_reminded_once() -> None:
    assert WAITING.step_due(REMINDER_AT - SECOND) is None
    assert WAITING.step_due(REMINDER_AT) is CancellationStep.REMIND
    reminded = replace(WAITING, reminded_at=REMINDER_AT)
    assert reminded.step_due(REMINDER_AT) is None


def test_at_the_end_everything_ends_whether_somebody_was_reminded_or_not() -> None:
    reminded = replace(WAITING, reminded_at=REMINDER_AT)
    assert reminded.step_due(WAITING.ends_at - SECOND) is None
    for progress in (WAITING, reminded):
        assert progress.step_due(WAITING.ends_at) is CancellationStep.END


@pytest.mark.parametrize("days", [1, 7])
def test_a_wait_no_longer_than_the_reminders_has_none(days: int) -> None:
    short = CancellationProgress(ASKED_AT, ASKED_AT + days * DAY)
    assert short.reminder_at is None
    assert short.step_due(short.ends_at - SECOND) is None


@pytest.mark.parametrize(
    ("over", "stage"),
    [
        (replace(WAITING, undone_at=REMINDER_AT), CancellationStage.UNDONE),
        (replace(WAITING, ended_at=WAITING.ends_at), CancellationStage.ENDED),
    ],
)
def test_nothing_is_due_of_what_is_over(
    over: CancellationProgress, stage: CancellationStage
) -> None:
    assert over.stage is stage
    assert over.step_due(WAITING.ends_at + DAY) is None
    assert not over.may_be_undone(ASKED_AT)


def test_it_can_be_undone_until_the_moment_of_the_end() -> None:
    assert WAITING.may_be_undone(WAITING.ends_at - SECOND)
    assert not WAITING.may_be_undone(WAITING.ends_at)


def test_the_workflow_looks_again_at_the_reminder_and_then_at_the_end() -> None:
    def next_step_at(progress: CancellationProgress) -> datetime:
        return CancellationState.of(progress, company_name="", mails_due=()).next_step_at

    assert next_step_at(WAITING) == REMINDER_AT
    assert next_step_at(replace(WAITING, reminded_at=REMINDER_AT)) == WAITING.ends_at


def test_the_administrators_hear_of_the_beginning_and_the_end_in_mails_of_their_own() -> None:
    alerts = [
        mail
        for mails in (MAILS_WHEN_REQUESTED, MAILS_WHEN_UNDONE, *MAILS_OF_STEPS.values())
        for mail in mails
        if mail.kind.audience is Audience.ADMINISTRATORS
    ]
    assert alerts == [
        CompanyMail(MailKind.CANCELLATION_ALERT, 1),
        CompanyMail(MailKind.CANCELLATION_ALERT, 2),
    ]


def test_the_id_manager_hears_of_every_step() -> None:
    assert set(MAILS_OF_STEPS) == set(CancellationStep)
    for mails in (MAILS_WHEN_REQUESTED, MAILS_WHEN_UNDONE, *MAILS_OF_STEPS.values()):
        assert [mail for mail in mails if mail.kind.audience is Audience.MEMBER]
