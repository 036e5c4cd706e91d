"""What the workflows about a company are told: starts and signals; numbers only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StartCompanyChange:
    """See to a request for another name or code, wherever its facts stand."""

    number: int


@dataclass(frozen=True)
class StartCancellation:
    """See to the 解約 of a company, wherever its facts stand."""

    number: int


@dataclass(frozen=True)
class StartAccessChange:
    """See to a change of who gets in, wherever its facts stand."""

    number: int


@dataclass(frozen=True)
class ChangeDecided:
    """An administrator decided, or an ID manager withdrew the request."""


@dataclass(frozen=True)
class CancellationUndone:
    """The company stays."""


@dataclass(frozen=True)
class AccessAnswered:
    """A mailbox or a person concerned answered to a change of who gets in."""


# The name of each signal, as the outbox keeps it.
CHANGE_SIGNALS = {"change_decided": ChangeDecided}
CANCELLATION_SIGNALS = {"cancellation_undone": CancellationUndone}
ACCESS_SIGNALS = {"access_answered": AccessAnswered}
