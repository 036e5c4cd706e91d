"""What the operator may change about who gets into a company, and what stands against one alone.

One rule for all of it (S20, S48): it is asked for, the mailboxes of the company are told and may
stop it, and it takes effect only after a wait, or once the account's own mailbox has agreed. Where
no mailbox could be told, another administrator has to agree besides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.console_roles import Permission
from domain.refusals import RefusalError

LAPSES_AFTER = timedelta(days=3)
"""So long after its wait a change lapses that somebody has yet to confirm or agree to."""

TOLD_IN_TIME = timedelta(minutes=10)
"""Mails that leave so long after a change was asked for do not lengthen its wait."""


class Act(StrEnum):
    """What the operator does that leads into an account, or takes away what guards it."""

    PASSWORD_LINK = "password_link"  # noqa: S105 -- the name of an act
    ADDRESS = "address"
    SECOND_FACTOR = "second_factor"
    MANAGER = "manager"
    APPLICANT = "applicant"
    """Another address of an applicant, who is to be the first ID manager."""


@dataclass(frozen=True)
class Rule:
    """What one act takes; `waits`: whether it is only asked for, and happens later."""

    permission: Permission
    evidence: bool
    waits: bool = True


_BY_ADMINISTRATORS = Rule(Permission.ADMINISTER, evidence=True)
_BY_THE_HELPDESK = Rule(Permission.HELP, evidence=False)

RULES: Mapping[tuple[Act, str], Rule] = {
    # A link goes to the mailbox that is the account's already, so the mailbox itself is the guard.
    (Act.PASSWORD_LINK, "id_manager"): Rule(Permission.ADMINISTER, evidence=True, waits=False),
    (Act.PASSWORD_LINK, "user"): Rule(Permission.HELP, evidence=False, waits=False),
    (Act.ADDRESS, "id_manager"): _BY_ADMINISTRATORS,
    (Act.ADDRESS, "user"): _BY_THE_HELPDESK,
    (Act.SECOND_FACTOR, "id_manager"): _BY_ADMINISTRATORS,
    (Act.SECOND_FACTOR, "user"): _BY_THE_HELPDESK,
    (Act.MANAGER, "id_manager"): _BY_ADMINISTRATORS,
    # Nobody has proved it: whoever opens the link that goes to the new one proves that.
    (Act.APPLICANT, "unproved"): Rule(Permission.HELP, evidence=False, waits=False),
    # The IDs are issued to the address that was proved; the new one becomes a change of that.
    (Act.APPLICANT, "proved"): _BY_ADMINISTRATORS,
}
"""Each act, and the role of the account, or the standing of the address, that it is done to."""


class AdministratorNeededError(RefusalError):
    """The act is for administrators alone, and takes evidence."""


@dataclass(frozen=True)
class Ground:
    """On what ground somebody of the operator asks for an act.

    `permissions`: of the person. `evidence`: what proves it, 1 to 1,000 characters; empty where
    none is needed.
    """

    permissions: frozenset[Permission]
    evidence: str = ""

    def refuse_unless_enough(self, act: Act, role: str) -> None:
        """Raise `AdministratorNeededError` unless it bears this act; `role` as in `RULES`."""
        rule = RULES[act, role]
        if rule.permission not in self.permissions or (rule.evidence and not self.evidence):
            raise AdministratorNeededError


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


@dataclass(frozen=True)
class Progress:
    """What came of a change so far; all times UTC, None for what has not happened.

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

    def lapsed(self, at: datetime) -> bool:
        """Whether its time is over, with somebody still to confirm or to agree."""
        return at >= self.lapses_at and self.stage(at) in {
            AccessStage.UNCONFIRMED,
            AccessStage.ALONE,
        }


@dataclass(frozen=True)
class AccessStanding:
    """Where a change stands, as its process needs to know it; nothing personal in it.

    `until`: when to look again if nothing happens, UTC. `mails_due`: keys, oldest first.
    """

    company_name: str
    act: Act
    stage: AccessStage
    until: datetime
    effective_from: datetime
    mails_due: tuple[str, ...]
