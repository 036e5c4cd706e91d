"""Where the logins of each kind of person are kept, and what lets one of them in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.table import Table

from db import audit
from db.tables.administration import Administrator, AdministratorSession
from db.tables.companies import Account, LoginSession
from domain.logins import ADMINISTRATORS, MEMBERS, LoginKind, Principal


@dataclass(frozen=True)
class Records:
    """The tables of a kind of person.

    `login`: the columns of what is typed to log in. `may_log_in`: SQL, of the row `person`.
    `once_chosen`: SQL, what becomes so when people choose a password of their own. `names`: how
    the audit log names a person.
    """

    people: type[Table]
    sessions: type[Table]
    login: tuple[str, ...]
    may_log_in: str
    once_chosen: str
    names: Callable[[Principal], dict[str, str | int]]


_RECORDS = {
    MEMBERS: Records(
        people=Account,
        sessions=LoginSession,
        login=("company", "account_id"),
        may_log_in="""person.state = 'active' AND EXISTS (
            SELECT FROM company WHERE company.company_id = person.company
                AND company.suspended_at IS NULL AND company.ended_at IS NULL
        )""",
        once_chosen="",
        names=lambda who: {"company_id": who.login[0], "account_id": who.login[1]},
    ),
    ADMINISTRATORS: Records(
        people=Administrator,
        sessions=AdministratorSession,
        login=("mail_address",),
        may_log_in="person.state = 'active'",
        once_chosen=", password_is_first = false",
        names=lambda who: {"administrator": who.key},
    ),
}


def records_of(kind: LoginKind) -> Records:
    """Tell where the logins of this kind are kept."""
    return _RECORDS[kind]


async def record_event(what: str, who: Principal, now: datetime, **details: bool) -> None:
    """Tell the audit log what happened to a login; `what` is the tag without its actor.

    In the caller's transaction. The key is 0 where the typed login is nobody's.
    """
    event: dict[str, Any] = {**records_of(who.kind).names(who), **details}
    await audit.record(f"{who.kind.actor}:{what}", now, **event)
