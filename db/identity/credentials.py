"""Where the logins of each kind of person are kept, and what a login reads and writes there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from piccolo.table import Table

from db import audit
from db.needs import tell_of_welcome
from db.tables.administration import Administrator, AdministratorSession
from db.tables.companies import Account, LoginSession
from domain.audit_tags import AuditTag
from domain.logins import ADMINISTRATORS, MEMBERS, LoginKind, Principal


@dataclass(frozen=True)
class Records:
    """The tables of a kind of person.

    `login`: the columns of what is typed to log in. `may_log_in`: SQL, of the row `person`; of
    those who may not, `suspended`: SQL, of whom the right password is told that it waits.
    `once_chosen`: SQL, what becomes so when people choose a password of their own. `names`: how
    the audit log names a person.
    """

    people: type[Table]
    sessions: type[Table]
    login: tuple[str, ...]
    may_log_in: str
    suspended: str
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
        suspended="""person.state = 'active' AND EXISTS (
            SELECT FROM company WHERE company.company_id = person.company
                AND company.suspended_at IS NOT NULL AND company.ended_at IS NULL
        )""",
        once_chosen="",
        names=lambda who: {"company_id": who.login[0], "account_id": who.login[1]},
    ),
    ADMINISTRATORS: Records(
        people=Administrator,
        sessions=AdministratorSession,
        login=("mail_address",),
        may_log_in="person.state = 'active'",
        suspended="false",
        once_chosen=", password_is_first = false",
        names=lambda who: {"administrator": who.key},
    ),
}


def records_of(kind: LoginKind) -> Records:
    """Tell where the logins of this kind are kept."""
    return _RECORDS[kind]


async def record_event(
    subject: str, action: str, who: Principal, now: datetime, **details: bool
) -> None:
    """Tell the audit log what happened to a login; `subject` and `action` are those of its tag.

    In the caller's transaction. The key is 0 where the typed login is nobody's.
    """
    event: dict[str, Any] = {**records_of(who.kind).names(who), **details}
    await audit.record(AuditTag.of(who.kind.actor, subject, action), now, **event)


@dataclass(frozen=True)
class Credentials(Principal):
    """What a typed password is verified against.

    `suspended`: the right one opens nothing at present, since the whole company is suspended.
    """

    password_hash: str | None = field(repr=False)
    suspended: bool = False


async def load_credentials(kind: LoginKind, *login: str) -> Credentials | None:
    """Find a person who may log in, by the login as it is stored; None when there is none.

    Nor for one who was stopped or is only invited, nor for a member whose company is suspended or
    left the service.
    """
    found = await load_login(kind, *login)
    return None if found is None or found.suspended else found


async def load_login(kind: LoginKind, *login: str) -> Credentials | None:
    """Find a person as `load_credentials` does, and those whose company is suspended as well."""
    columns = records_of(kind).login
    return await _load(kind, " AND ".join(f"person.{name} = {{}}" for name in columns), *login)


async def load_credentials_of(kind: LoginKind, key: int) -> Credentials | None:
    """Find a person by the key of the row, if that person may log in; else None."""
    found = await _load(kind, "person.id = {}", key)
    return None if found is None or found.suspended else found


async def lock_credentials(credentials: Credentials) -> bool:
    """Keep a person from changing until the caller's transaction ends.

    False for one who was stopped, or whose password changed since it was verified.
    """
    rows = await records_of(credentials.kind).people.raw(
        f"SELECT FROM {credentials.kind.name}"
        " WHERE id = {} AND state = 'active' AND password_hash = {} FOR UPDATE",
        credentials.key,
        credentials.password_hash,
    )
    return bool(rows)


async def note_login(credentials: Credentials, now: datetime) -> bool:
    """Note in the caller's transaction that the person logs in.

    False, and nothing noted, for one who may not log in any more, or whose password changed since
    it was verified.
    """
    records = records_of(credentials.kind)
    rows = await records.people.raw(
        f"""
        UPDATE {credentials.kind.name} AS person SET last_login_at = {{}}
        WHERE person.id = {{}} AND person.password_hash = {{}} AND {records.may_log_in}
        RETURNING (
            SELECT last_login_at IS NULL FROM {credentials.kind.name} AS before
            WHERE before.id = person.id
        ) AS is_first
        """,  # noqa: S608 -- constants of the product
        now,
        credentials.key,
        credentials.password_hash,
    )
    if rows and rows[0]["is_first"] and credentials.kind is MEMBERS:
        await tell_of_welcome(credentials.key, now)
    return bool(rows)


async def store_rehash(credentials: Credentials, new_hash: str) -> None:
    """Replace a hash of old parameters, unless the password was changed since it was verified."""
    await _replace_hash(credentials, new_hash)


async def store_own_password(credentials: Credentials, new_hash: str) -> bool:
    """Replace a password by one that its owner chose; False when it changed since it was read."""
    sets = records_of(credentials.kind).once_chosen
    return await _replace_hash(credentials, new_hash, sets)


async def _replace_hash(credentials: Credentials, new_hash: str, sets: str = "") -> bool:
    rows = await records_of(credentials.kind).people.raw(
        f"UPDATE {credentials.kind.name} SET password_hash = {{}}{sets}"  # noqa: S608 -- constants of the product
        " WHERE id = {} AND password_hash = {} RETURNING id",
        new_hash,
        credentials.key,
        credentials.password_hash,
    )
    return bool(rows)


async def _load(kind: LoginKind, which: str, *values: str | int) -> Credentials | None:
    records = records_of(kind)
    # In one statement: it takes the same work whether there is such a person, and may log in (S13).
    rows = await records.people.raw(
        f"SELECT id, {', '.join(records.login)}, password_hash, {records.suspended} AS suspended"  # noqa: S608 -- constants of the product
        f" FROM {kind.name} AS person"
        f" WHERE {which} AND ({records.may_log_in} OR {records.suspended})",
        *values,
    )
    if not rows:
        return None
    (row,) = rows
    login = tuple(row[name] for name in records.login)
    return Credentials(kind, row["id"], login, row["password_hash"], row["suspended"])
