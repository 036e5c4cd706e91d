"""The entrance of one kind of person: who comes in by it, and what it says to them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from domain.logins import LoginKind, Principal
from web.queues import FairQueue, Queues


class LoggedIn(Protocol):
    """Somebody who is logged in."""

    @property
    def principal(self) -> Principal:
        """Whose login it is."""

    @property
    def session_ends_at(self) -> datetime:
        """When the session ends if nothing more is asked for, UTC."""


P_co = TypeVar("P_co", bound=LoggedIn, covariant=True)


@dataclass(frozen=True)
class Entrance(Generic[P_co]):
    """What the pages of a login need besides the rules of `domain.logins`.

    `find`: who is logged in by an identifier. `given`: the name by which handlers ask for that
    person. `queue`: where tries wait for their turn. `failed`: the one answer to every failed try,
    whatever was wrong (S13). `code_over`: what the login says when no code is awaited any more;
    None where that has an error page of its own.
    """

    kind: LoginKind
    find: Callable[[str, datetime], Awaitable[P_co | None]]
    given: str
    queue: Callable[[Queues], FairQueue]
    failed: str
    code_over: str | None
