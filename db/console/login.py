"""The two steps of a login to the console: the password, then the code of the second factor (S21).

Without a second factor yet, the password begins a session that opens the first steps alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from piccolo.columns.combination import Where

from db import audit
from db.console import sessions
from db.console.owners import administrator_of, administrator_owner
from db.engine import transaction
from db.members import second_factors
from db.members.login_challenges import (
    CodeStepOverError,
    begin_challenge,
    end_challenge,
    find_challenge,
    take_try,
)
from db.tables.administration import Administrator


@dataclass(frozen=True)
class Credentials:
    """What a typed password is verified against; `administrator` is the key of the row."""

    administrator: int
    mail_address: str
    password_hash: str | None = field(repr=False)


@dataclass(frozen=True)
class Session:
    """A right password opened a session; `identifier` is for its cookie."""

    identifier: str = field(repr=False)


@dataclass(frozen=True)
class CodeNeeded:
    """A right password waits for its code; `token` is for the cookie of that step."""

    token: str = field(repr=False)


@dataclass(frozen=True)
class CodeAttempt:
    """A typed code, for the login of this token.

    `recovery`: whether it is a recovery code. `replaces`: the session identifier that the browser
    sent; that session ends (S16).
    """

    token: str = field(repr=False)
    code: str = field(repr=False)
    recovery: bool
    replaces: str = field(repr=False)


async def load_credentials(mail_address: str) -> Credentials | None:
    """Find a person by the address as stored, lower case; None when nobody may log in by it."""
    return await _find(Administrator.mail_address == mail_address)


async def load_credentials_of(administrator: int) -> Credentials | None:
    """Find a person by the key of the row; None when that person may not log in."""
    return await _find(Administrator.id == administrator)


async def hold(credentials: Credentials) -> bool:
    """Lock the person's row until the transaction ends.

    False when the person was stopped or the password changed since it was verified.
    """
    held = await Administrator.raw(
        "SELECT FROM administrator WHERE id = {} AND state = 'active' AND password_hash = {}"
        " FOR UPDATE",
        credentials.administrator,
        credentials.password_hash,
    )
    return bool(held)


async def open_login(
    credentials: Credentials, *, replaces: str, now: datetime
) -> Session | CodeNeeded | None:
    """Go as far as a verified password leads; None when the person changed since then.

    `replaces` is the session identifier that the browser sent; that session ends (S16).
    """
    owner = administrator_owner(credentials.administrator)
    opened: Session | CodeNeeded | None
    async with transaction():
        if not await hold(credentials):
            opened = None
        elif await second_factors.is_on(owner):
            opened = CodeNeeded(await begin_challenge(owner, now))
        else:
            opened = Session(await _begin(credentials, replaces, now))
    return opened


async def waiting_login(token: str, now: datetime) -> Credentials:
    """Tell whose login waits for a code; raises `CodeStepOverError` when none does."""
    administrator = administrator_of(await find_challenge(token, now) or "")
    credentials = await load_credentials_of(administrator) if administrator else None
    if credentials is None:
        raise CodeStepOverError
    return credentials


async def begin_by_code(
    attempt: CodeAttempt, credentials: Credentials, keys: Sequence[bytes], now: datetime
) -> str | None:
    """Begin the session of a waiting login, and give its identifier; None for a wrong code.

    Raises `CodeStepOverError` when no code is awaited any more, or this one was the last try.
    """
    taken = await take_try(attempt.token, now)
    if taken is None:
        raise CodeStepOverError
    async with transaction():
        if not await hold(credentials):
            raise CodeStepOverError
        if await second_factors.passes(
            taken.owner, attempt.code, recovery=attempt.recovery, keys=keys, now=now
        ):
            if not await end_challenge(attempt.token):
                raise CodeStepOverError
            return await _begin(credentials, attempt.replaces, now)
        await _note_wrong_code(attempt, credentials, now)
    if not taken.left:
        raise CodeStepOverError
    return None


async def note_wrong_password(credentials: Credentials | None, now: datetime) -> None:
    """Note a login that failed; `administrator` is 0 where the address is nobody's."""
    administrator = credentials.administrator if credentials else 0
    await audit.record("administrator:login:fail", now, administrator=administrator)


async def store_rehash(credentials: Credentials, new_hash: str) -> None:
    """Replace a hash of old parameters, unless the password was changed since it was verified."""
    await Administrator.update({Administrator.password_hash: new_hash}).where(
        Administrator.id == credentials.administrator,
        Administrator.password_hash == credentials.password_hash,
    )


async def _find(who: Where) -> Credentials | None:
    rows = await Administrator.select(
        Administrator.id.as_alias("administrator"),
        Administrator.mail_address,
        Administrator.password_hash,
    ).where(who, Administrator.state == "active")
    return Credentials(**rows[0]) if rows else None


async def _begin(credentials: Credentials, replaces: str, now: datetime) -> str:
    await Administrator.update({Administrator.last_login_at: now}).where(
        Administrator.id == credentials.administrator
    )
    return await sessions.begin(credentials.administrator, replaces=replaces, now=now)


async def _note_wrong_code(attempt: CodeAttempt, credentials: Credentials, now: datetime) -> None:
    await audit.record(
        "administrator:login:wrong_code",
        now,
        administrator=credentials.administrator,
        recovery=attempt.recovery,
    )
