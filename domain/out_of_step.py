"""Where a workflow and the facts of its process do not agree, and which of the two says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LATE = timedelta(minutes=10)
"""How long after its time something may still be on its way."""


class DifferenceKind(StrEnum):
    """What does not agree; the values are kept in the database."""

    MISSING = "missing"
    """The process is open, and no workflow runs for it."""

    BEHIND = "behind"
    """A workflow waits for what has happened: the facts are further, or elsewhere, than it is."""

    OVER = "over"
    """A workflow runs, and nothing is left for it to do."""

    UNKNOWN = "unknown"
    """A workflow runs for something that was deleted."""

    LOST = "lost"
    """A workflow runs for something younger than all that the database knows, which is a backup."""


MENDED_BY_RESTORED = frozenset({DifferenceKind.LOST})
"""What `inforex restored` is for: numbers that were given could be given again."""


@dataclass(frozen=True)
class InFacts:
    """What the facts say of a process.

    `recorded`: the stage that Temporal is to show, empty where it shows none; `stage`: the same
    with what people did since. `ends_at`: the end of the present wait, UTC. `mails_untried`:
    whether it has mails that fell due a while ago, and nobody tried. `until_sent`: whether its
    workflow may wait for mails to go before it acts. `over`: whether it needs no workflow of this
    id any more.
    """

    recorded: str = ""
    stage: str = ""
    ends_at: datetime | None = None
    mails_untried: bool = False
    until_sent: bool = False
    over: bool = False


@dataclass(frozen=True)
class InTemporal:
    """What Temporal has of a workflow that runs, at one moment.

    `stage`: as its search attribute says. `busy`: it has a task that no worker has done, or a step
    that is being tried. `sends`: it has mails on their way.
    """

    run_id: str
    stage: str
    busy: bool
    sends: bool


def difference(facts: InFacts, temporal: InTemporal, now: datetime) -> DifferenceKind | None:
    """How a workflow that runs differs from the facts; None where it goes by them, or is about to.

    Both are of one moment: the facts were the same before Temporal was asked and after.
    """
    if temporal.busy:
        return None
    if facts.over:
        return None if temporal.sends else DifferenceKind.OVER
    if facts.until_sent and temporal.sends:
        return None
    shows_another = bool(facts.recorded) and temporal.stage != facts.recorded
    has_to_act = facts.stage != facts.recorded
    is_late = facts.ends_at is not None and facts.ends_at < now - LATE
    sends_nothing = facts.mails_untried and not temporal.sends
    if shows_another or has_to_act or is_late or sends_nothing:
        return DifferenceKind.BEHIND
    return None
