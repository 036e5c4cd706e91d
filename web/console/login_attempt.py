"""One try to log in to the console: how often it is allowed, and whether the password is right."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.console.login import (
    CodeNeeded,
    Credentials,
    Session,
    load_credentials,
    note_wrong_password,
    open_login,
    store_rehash,
)
from domain.passwords import hash_password, needs_rehash, verify_password
from web.throttle import limit

WINDOW = timedelta(minutes=15)
"""Tries are counted in windows of this length (S15)."""

PER_KNOWN_BROWSER = 10
PER_PERSON_AND_NETWORK = 10
PER_NETWORK = 100
PER_PERSON = 50
OVERALL = 500


@dataclass(frozen=True)
class LoginAttempt:
    """What was typed, and where it comes from.

    `mail_address`: as `mailbox_key` gives it. `known_browser`: the number of a browser that logged
    in by this address before, else None. `replaces`: the session identifier that the browser sent;
    that session ends (S16).
    """

    mail_address: str
    password: str = field(repr=False)
    network: str
    known_browser: str | None
    replaces: str = field(repr=False)


async def limit_attempts(attempt: LoginAttempt, now: datetime) -> None:
    """Count one try; raises `TooManyRequestsError` when there were too many.

    The narrow limits come first and a try that they stop is not counted further, so one network
    cannot use up the tries of everybody. A browser that logged in before has its own limit only:
    whatever others try, it is not locked out.
    """
    if attempt.known_browser is not None:
        await limit(f"console-browser:{attempt.known_browser}", PER_KNOWN_BROWSER, WINDOW, now)
        return
    for bucket, most in (
        (f"console-here:{attempt.mail_address} {attempt.network}", PER_PERSON_AND_NETWORK),
        (f"console-network:{attempt.network}", PER_NETWORK),
        (f"console-person:{attempt.mail_address}", PER_PERSON),
        ("console-overall:", OVERALL),
    ):
        await limit(bucket, most, WINDOW, now)


async def try_password(attempt: LoginAttempt, now: datetime) -> Session | CodeNeeded | None:
    """Go as far as the password leads; None for a wrong one or no such person.

    It takes the same work whatever was wrong (S13).
    """
    credentials = await load_credentials(attempt.mail_address)
    hashed = credentials.password_hash if credentials else None
    right = await asyncio.to_thread(verify_password, hashed, attempt.password)
    if credentials is not None and right:
        opened = await open_login(credentials, replaces=attempt.replaces, now=now)
        if opened is not None:
            await _renew_hash(credentials, attempt.password)
            return opened
    await note_wrong_password(credentials, now)
    return None


async def _renew_hash(credentials: Credentials, password: str) -> None:
    if credentials.password_hash and needs_rehash(credentials.password_hash):
        await store_rehash(credentials, await asyncio.to_thread(hash_password, password))
