"""The two steps of a member's login: the password, then the code where one is asked for (S21)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from db import audit
from db.engine import transaction
from db.members import second_factors, sessions
from db.members.accounts import Credentials, hold_credentials, load_credentials_of
from db.members.login_challenges import (
    CodeStepOverError,
    begin_challenge,
    end_challenge,
    find_challenge,
    take_try,
)
from db.members.login_records import Origin, record_failure
from db.members.second_factors import account_of, account_owner


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


async def note_wrong_password(
    company_id: str, account_id: str, origin: Origin, now: datetime
) -> None:
    """Note a login that failed; the same statements run whether the account exists (S13)."""
    async with transaction():
        await record_failure(company_id, account_id, "wrong_password", origin, now)
        await audit.record("member:login:fail", now, company_id=company_id, account_id=account_id)


async def ask_for_code(credentials: Credentials, now: datetime) -> str | None:
    """Let a right password wait for its code, and give the token of the wait.

    None when the account changed since the password was verified.
    """
    async with transaction():
        if await hold_credentials(credentials):
            return await begin_challenge(account_owner(credentials.account), now)
    return None


async def waiting_login(token: str, now: datetime) -> Credentials:
    """Tell whose login waits for a code; raises `CodeStepOverError` when none does."""
    account = account_of(await find_challenge(token, now) or "")
    credentials = await load_credentials_of(account) if account else None
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
        # The account first, as whoever deletes it does: else one of the two would be cut off.
        if not await hold_credentials(credentials):
            raise CodeStepOverError
        if await second_factors.passes(
            taken.owner, attempt.code, recovery=attempt.recovery, keys=keys, now=now
        ):
            return await _begin(attempt, credentials, now)
        await _note_wrong_code(attempt, credentials, now)
    if not taken.left:
        raise CodeStepOverError
    return None


async def _begin(attempt: CodeAttempt, credentials: Credentials, now: datetime) -> str:
    begun = await sessions.begin(credentials, attempt.origin, replaces=attempt.replaces, now=now)
    # The account is held by now: whoever changes it ended this wait before, or comes after.
    if begun is None or not await end_challenge(attempt.token):
        raise CodeStepOverError
    return begun


async def _note_wrong_code(attempt: CodeAttempt, who: Credentials, now: datetime) -> None:
    await record_failure(who.company_id, who.account_id, "wrong_code", attempt.origin, now)
    await audit.record(
        "member:login:wrong_code",
        now,
        company_id=who.company_id,
        account_id=who.account_id,
        recovery=attempt.recovery,
    )
