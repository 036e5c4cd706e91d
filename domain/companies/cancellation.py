"""The procedure of a 解約: what is due while a company thinks it over, and who is told of what.

Nothing is done here: `db/companies/steps.py` locks the company, asks what is due and
records it; `workflows/cancellation.py` says when.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import Self

from domain.business_calendar import end_of_business_day
from domain.companies.outcome import CompanyMail, CompanyMails
from domain.durations import Duration
from domain.mail_kinds import MailKind

REMINDER_BEFORE = timedelta(days=7)
"""How long before its accounts end a company is reminded, if the wait is longer than that."""


class CancellationStage(StrEnum):
    """Where the 解約 of a company is."""

    WAITING = "waiting"
    UNDONE = "undone"
    ENDED = "ended"


class CancellationStep(Enum):
    """What happens as time goes by."""

    REMIND = auto()
    END = auto()
    """All accounts end, and an undecided request for other company data is withdrawn."""


@dataclass(frozen=True)
class CancellationDates:
    """What a company is told that leaves: `ends_at`, when; `kept_until`, when its data goes."""

    ends_at: datetime
    kept_until: datetime

    @classmethod
    def of(cls, now: datetime, wait: Duration, kept: Duration) -> Self:
        """Those of a 解約 that is asked for now; a wait in days ends as a business day does."""
        after = wait.after(now)
        ends_at = end_of_business_day(after) if wait.is_in_days else after
        return cls(ends_at, kept.after(ends_at))


# Who is told what. An undone 解約 sends none of its mails that still wait.

MAILS_WHEN_REQUESTED: CompanyMails = (
    CompanyMail(MailKind.CANCELLATION_BEGUN),
    CompanyMail(MailKind.CANCELLATION_ALERT),
)
MAILS_WHEN_UNDONE: CompanyMails = (CompanyMail(MailKind.CANCELLATION_UNDONE),)
MAILS_OF_STEPS: dict[CancellationStep, CompanyMails] = {
    CancellationStep.REMIND: (CompanyMail(MailKind.CANCELLATION_REMINDER),),
    CancellationStep.END: (
        CompanyMail(MailKind.CANCELLATION_ENDED),
        CompanyMail(MailKind.CANCELLATION_ALERT, nth=2),
    ),
}


@dataclass(frozen=True)
class CancellationProgress:
    """What has happened so far; all times UTC, None for what has not.

    `ends_at`: until when it can be undone. `reminded_at`: when the reminder was queued.
    """

    requested_at: datetime
    ends_at: datetime
    reminded_at: datetime | None = None
    undone_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def stage(self) -> CancellationStage:
        """Where it is."""
        if self.undone_at is not None:
            return CancellationStage.UNDONE
        return CancellationStage.WAITING if self.ended_at is None else CancellationStage.ENDED

    @property
    def reminder_at(self) -> datetime | None:
        """When the reminder is due; None when it was queued, or the whole wait is shorter."""
        at = self.ends_at - REMINDER_BEFORE
        return at if self.reminded_at is None and at > self.requested_at else None

    def may_be_undone(self, now: datetime) -> bool:
        """Whether the company can still stay."""
        return self.stage is CancellationStage.WAITING and now < self.ends_at

    def step_due(self, until: datetime) -> CancellationStep | None:
        """What fell due by a moment; the end leaves nothing to remind of."""
        if self.stage is not CancellationStage.WAITING:
            return None
        if self.ends_at <= until:
            return CancellationStep.END
        reminder_at = self.reminder_at
        due = reminder_at is not None and reminder_at <= until
        return CancellationStep.REMIND if due else None


@dataclass(frozen=True)
class CancellationState:
    """A 解約 as its workflow needs to know it, which stands in histories: nothing personal.

    `ends_at`: until when it can be undone, UTC. `reminder_at`: when the reminder is due, UTC;
    None when it was queued, or the whole wait is shorter. `mails_due`: keys, oldest first.
    `company_id`: empty in histories of before it was there.
    """

    company_name: str
    stage: CancellationStage
    ends_at: datetime
    reminder_at: datetime | None
    mails_due: tuple[str, ...]
    company_id: str = ""

    @classmethod
    def of(
        cls,
        progress: CancellationProgress,
        *,
        company_name: str,
        mails_due: tuple[str, ...],
        company_id: str = "",
    ) -> Self:
        """The state, of what has happened so far."""
        return cls(
            company_name=company_name,
            stage=progress.stage,
            ends_at=progress.ends_at,
            reminder_at=progress.reminder_at,
            mails_due=mails_due,
            company_id=company_id,
        )

    @property
    def next_step_at(self) -> datetime:
        """When something is to be done if nobody does anything, UTC."""
        return self.reminder_at or self.ends_at
