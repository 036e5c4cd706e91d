"""One try to log in: how often it is allowed, and whether the password is right."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.members import sessions
from db.members.accounts import Credentials, load_credentials, store_rehash
from db.members.login_records import Origin
from db.members.login_steps import ask_for_code, note_wrong_password
from db.members.second_factors import account_owner, is_on
from domain.passwords import hash_password, needs_rehash, verify_password
from web.throttle import limit

WINDOW = timedelta(minutes=15)
"""Tries are counted in windows of this length (S15)."""

PER_KNOWN_BROWSER = 10
PER_ACCOUNT_AND_NETWORK = 10
PER_NETWORK = 100
PER_ACCOUNT = 50
PER_COMPANY = 300
OVERALL = 5000


@dataclass(frozen=True)
class LoginAttempt:
    """What was typed, and where it comes from.

    `known_browser`: the number of a browser that logged in to this account before, else None.
    `replaces`: the session identifier that the browser sent; that session ends (S16).
    """

    company_id: str
    account_id: str
    password: str = field(repr=False)
    origin: Origin
    known_browser: str | None
    replaces: str = field(repr=False)


@dataclass(frozen=True)
class Session:
    """A right password opened a session; `identifier` is for its cookie."""

    identifier: str = field(repr=False)


@dataclass(frozen=True)
class CodeNeeded:
    """A right password waits for its code; `token` is for the cookie of that step."""

    token: str = field(repr=False)


async def limit_attempts(attempt: LoginAttempt, now: datetime) -> None:
    """Count one try; raises `TooManyRequestsError` when there were too many.

    The narrow limits come first and a try that they stop is not counted further, so one network
    cannot use up the tries of everybody. A browser that logged in before has its own limit only:
    whatever others try, it is not locked out.
    """
    if attempt.known_browser is not None:
        await limit(f"login-browser:{attempt.known_browser}", PER_KNOWN_BROWSER, WINDOW, now)
        return
    account = f"{attempt.company_id}-{attempt.account_id}"
    network = attempt.origin.network
    for bucket, most in (
        (f"login-here:{account} {network}", PER_ACCOUNT_AND_NETWORK),
        (f"login-network:{network}", PER_NETWORK),
        (f"login-account:{account}", PER_ACCOUNT),
        (f"login-company:{attempt.company_id}", PER_COMPANY),
        ("login-overall:", OVERALL),
    ):
        await limit(bucket, most, WINDOW, now)


async def try_password(attempt: LoginAttempt, now: datetime) -> Session | CodeNeeded | None:
    """Go as far as the password leads; None for a wrong one or no such account.

    It takes the same work whatever was wrong (S13).
    """
    credentials = await load_credentials(attempt.company_id, attempt.account_id)
    hashed = credentials.password_hash if credentials else None
    right = await asyncio.to_thread(verify_password, hashed, attempt.password)
    if credentials is not None and right:
        opened = await _open(credentials, attempt, now)
        if opened is not None:
            await _renew_hash(credentials, attempt.password)
            return opened
    await note_wrong_password(attempt.company_id, attempt.account_id, attempt.origin, now)
    return None


async def _open(
    credentials: Credentials, attempt: LoginAttempt, now: datetime
) -> Session | CodeNeeded | None:
    if await is_on(account_owner(credentials.account)):
        token = await ask_for_code(credentials, now)
        return CodeNeeded(token) if token else None
    identifier = await sessions.begin(
        credentials, attempt.origin, replaces=attempt.replaces, now=now
    )
    return Session(identifier) if identifier else None


async def _renew_hash(credentials: Credentials, password: str) -> None:
    if credentials.password_hash and needs_rehash(credentials.password_hash):
        await store_rehash(credentials, await asyncio.to_thread(hash_password, password))
