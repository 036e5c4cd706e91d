"""The procedure of a change of who gets into a company, which the operator asked for.

One rule for all of it (S20, S48): it is asked for, the mailboxes of the company are told and may
stop it, and it takes effect only after a wait, or once the account's own mailbox has agreed. Where
no mailbox could be told, another administrator has to agree besides. Nothing is done here:
`db/access/steps.py` asks what is due, and `workflows/access_change.py` says when.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import Self

from domain.companies.access_acts import AccessAct

LAPSES_AFTER = timedelta(days=3)
"""How long after its wait a change lapses that somebody has yet to confirm or agree to."""

TOLD_IN_TIME = timedelta(minutes=10)
"""Mails that leave within this time after a change was asked for do not lengthen its wait."""


class AccessStage(StrEnum):
    """Where a change that was asked for is; the last five are the ends that it can have."""

    UNCONFIRMED = "unconfirmed"
    """The new mailbox has yet to confirm that it is there."""

    WAITING = "waiting"
    """The wait is not over, and nobody agreed."""

    TELLING = "telling"
    """The wait is over, and no mail that tells of it could go yet."""

    ALONE = "alone"
    """The wait is over, and no mailbox could be told: another administrator has to agree."""

    READY = "ready"
    DONE = "done"
    STOPPED = "stopped"
    """Somebody of the company stopped it."""

    CALLED_OFF = "called_off"
    """Somebody of the operator called it off."""

    LAPSED = "lapsed"
    """Nobody confirmed it, or agreed to it, in time."""

    OUTDATED = "outdated"
    """The account was changed otherwise meanwhile."""

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self in ENDS


ENDS = frozenset(
    {
        AccessStage.DONE,
        AccessStage.STOPPED,
        AccessStage.CALLED_OFF,
        AccessStage.LAPSED,
        AccessStage.OUTDATED,
    }
)


class AccessStep(Enum):
    """What a process does with a change once its time has come."""

    MAKE = auto()
    """It takes effect, if what it is about is still as it was."""

    LAPSE = auto()
    """Somebody had to confirm it, or to agree, and did not in time: nothing comes of it."""

    ALERT_AGAIN = auto()
    """The administrators are asked, once, for another of them to agree."""


@dataclass(frozen=True)
class Progress:
    """What has happened to a change so far; all times UTC, None for what has not happened.

    `due_at`: the end of the wait as it was when it was asked for. `confirms`: whether a new
    mailbox has to confirm. `told_at`: when the first mail that tells of it was taken by a server
    and has not come back; `telling`: how many are still to go. `seconded_at`: when another
    administrator agreed.
    """

    asked_at: datetime
    due_at: datetime
    confirms: bool
    confirmed_at: datetime | None = None
    agreed_at: datetime | None = None
    seconded_at: datetime | None = None
    told_at: datetime | None = None
    telling: int = 0
    outcome: AccessStage | None = None

    @property
    def effective_from(self) -> datetime:
        """When it takes effect if nobody agrees or stops it: the wait begins when it is told."""
        if self.told_at is None or self.told_at - self.asked_at <= TOLD_IN_TIME:
            return self.due_at
        return self.told_at + (self.due_at - self.asked_at)

    @property
    def lapses_at(self) -> datetime:
        """When it lapses, unless everybody who has to has confirmed or agreed by then."""
        return self.effective_from + LAPSES_AFTER

    @property
    def told_nobody(self) -> bool:
        """Whether no mailbox could be told, and none will be."""
        return self.told_at is None and not self.telling

    def stage(self, at: datetime) -> AccessStage:  # noqa: PLR0911 -- one line for each thing that is waited for
        """Where it is at this moment."""
        if self.outcome is not None:
            return self.outcome
        if self.confirms and self.confirmed_at is None:
            return AccessStage.UNCONFIRMED
        if self.agreed_at is not None:
            return AccessStage.READY
        if at < self.effective_from:
            return AccessStage.WAITING
        if self.told_at is None and self.telling:
            return AccessStage.TELLING
        if self.told_at is None and self.seconded_at is None:
            return AccessStage.ALONE
        return AccessStage.READY

    def next_look(self, at: datetime) -> datetime:
        """When to look again if nothing happens until then."""
        match self.stage(at):
            case AccessStage.WAITING:
                return self.effective_from
            case AccessStage.UNCONFIRMED | AccessStage.ALONE:
                return self.lapses_at
            case _:
                return at

    def step_due(self, at: datetime) -> AccessStep | None:
        """What is to be done at this moment; None while it waits, or when it is over."""
        stage = self.stage(at)
        if stage is AccessStage.READY:
            return AccessStep.MAKE
        if stage in {AccessStage.UNCONFIRMED, AccessStage.ALONE} and at >= self.lapses_at:
            return AccessStep.LAPSE
        return AccessStep.ALERT_AGAIN if stage is AccessStage.ALONE else None


@dataclass(frozen=True)
class AccessChangeState:
    """A change as its workflow needs to know it, which stands in histories: nothing personal.

    `until`: when to look again if nothing happens, UTC. `mails_due`: keys, oldest first.
    `company_id`: empty in histories of before it was there.
    """

    company_name: str
    act: AccessAct
    stage: AccessStage
    until: datetime
    effective_from: datetime
    mails_due: tuple[str, ...]
    company_id: str = ""

    @classmethod
    def of(
        cls,
        progress: Progress,
        at: datetime,
        *,
        company_name: str,
        act: AccessAct,
        mails_due: tuple[str, ...],
    ) -> Self:
        """The state at a moment, of what has happened so far."""
        return cls(
            company_name=company_name,
            act=act,
            stage=progress.stage(at),
            until=progress.next_look(at),
            effective_from=progress.effective_from,
            mails_due=mails_due,
        )
