"""The two steps of a login: the password, then the code where one is asked for (S21).

Where a second factor is needed and none is set up yet, the password begins a session that opens
the first steps alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db.engine import transaction
from db.identity import second_factors, sessions
from db.identity.challenges import (
    CodeStepOverError,
    begin_challenge,
    end_challenge,
    find_challenge,
    take_try,
)
from db.identity.credentials import Credentials, load_credentials_of, lock_credentials, record_event
from db.identity.login_records import Origin, record_failure
from domain.logins import LoginKind, Principal


@dataclass(frozen=True)
class NewSession:
    """A login opened a session; `identifier` is for its cookie."""

    identifier: str = field(repr=False)


@dataclass(frozen=True)
class CodeNeeded:
    """A right password waits for its code; `token` is for the cookie of that step."""

    token: str = field(repr=False)


@dataclass(frozen=True)
class LoginSuspended:
    """The password was right, and opens nothing while the company is suspended."""


@dataclass(frozen=True)
class CodeAttempt:
    """A typed code, for the login of this token, and where it comes from.

    `recovery`: whether it is a recovery code. `replaces`: the session identifier that the browser
    sent; that session ends (S16).
    """

    token: str = field(repr=False)
    code: str = field(repr=False)
    recovery: bool
    origin: Origin
    replaces: str = field(repr=False)


async def open_login(
    credentials: Credentials, origin: Origin, *, replaces: str, now: datetime
) -> NewSession | CodeNeeded | None:
    """Go as far as a verified password leads; None when the person changed since then.

    `replaces` is the session identifier that the browser sent; that session ends (S16).
    """
    async with transaction():
        # Whoever turns a second factor on meanwhile keeps this waiting here: a code is asked for.
        if not await lock_credentials(credentials):
            return None
        if await second_factors.is_on(credentials.owner):
            return CodeNeeded(await begin_challenge(credentials.owner, now))
        begun = await sessions.begin(credentials, origin, replaces=replaces, now=now)
    return NewSession(begun) if begun else None


async def waiting_login(kind: LoginKind, token: str, now: datetime) -> Credentials:
    """Tell whose login waits for a code; raises `CodeStepOverError` when none of this kind does."""
    key = kind.key_of(await find_challenge(token, now) or "")
    credentials = await load_credentials_of(kind, key) if key else None
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
        # The person first, as whoever deletes an account does: else one of the two is cut off.
        if not await lock_credentials(credentials):
            raise CodeStepOverError
        if await second_factors.passes(
            taken.owner, attempt.code, recovery=attempt.recovery, keys=keys, now=now
        ):
            return await _begin(attempt, credentials, now)
        await _note_wrong_code(attempt, credentials, now)
    if not taken.left:
        raise CodeStepOverError
    return None


async def note_wrong_password(who: Principal, origin: Origin, now: datetime) -> None:
    """Note a login that failed; the same statements run whether the person exists (S13).

    The key is 0 where the typed login is nobody's.
    """
    async with transaction():
        if who.kind.keeps_history:
            await record_failure(who.login, "wrong_password", origin, now)
        await record_event("login", "fail", who, now)


async def note_suspended(who: Principal, origin: Origin, now: datetime) -> None:
    """Note a right password that opened nothing, for the company is suspended."""
    async with transaction():
        await record_failure(who.login, "suspended", origin, now)
        await record_event("login", "fail", who, now, suspended=True)


async def _begin(attempt: CodeAttempt, credentials: Credentials, now: datetime) -> str:
    begun = await sessions.begin(credentials, attempt.origin, replaces=attempt.replaces, now=now)
    # The person's row is locked by now: whoever changes it ended this wait before, or comes after.
    if begun is None or not await end_challenge(attempt.token):
        raise CodeStepOverError
    return begun


async def _note_wrong_code(attempt: CodeAttempt, who: Credentials, now: datetime) -> None:
    if who.kind.keeps_history:
        await record_failure(who.login, "wrong_code", attempt.origin, now)
    await record_event("login", "wrong_code", who, now, recovery=attempt.recovery)
