"""One try to log in to the console: how often it is allowed, and whether the password is right."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db import throttle
from db.console.login import (
    CodeNeeded,
    Credentials,
    Session,
    load_credentials,
    note_wrong_password,
    open_login,
    store_rehash,
)
from domain.limits import Limit, LimitKind, of_networks
from domain.passwords import hash_password, needs_rehash, verify_password
from web.throttle import is_flooded, refuse

WINDOW = timedelta(minutes=15)
"""Tries are counted in windows of this length (S15)."""

PER_KNOWN_BROWSER = 10
PER_PERSON_AND_NETWORK = 10
PER_NETWORK = 100
PER_PERSON = 50
OVERALL = 100


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


async def is_slow(attempt: LoginAttempt, alert_to: str, now: datetime) -> bool:
    """Count one try; whether it has to wait, because many networks try at this moment.

    Raises `TooManyRequestsError` when this browser or network tried too often itself. What many
    networks do refuses nobody: a password alone opens nothing here, for everybody has a second
    factor. These counts are the console's own; nothing that members do is in them.
    """
    if attempt.known_browser is not None:
        known = attempt.known_browser
        await refuse(Limit(LimitKind.CONSOLE_BROWSER, known, PER_KNOWN_BROWSER, WINDOW), now)
        return False
    await refuse(_refusing(attempt), now)
    return await is_flooded(_slowing(attempt), alert_to, now)


async def give_back(attempt: LoginAttempt) -> None:
    """Count a try less whose password was right: the limits are of wrong ones."""
    await throttle.give_back((*_refusing(attempt), *_slowing(attempt)))


def _refusing(attempt: LoginAttempt) -> tuple[Limit, ...]:
    who, network = attempt.mail_address, attempt.network
    most = PER_PERSON_AND_NETWORK
    return (
        *of_networks(LimitKind.CONSOLE_HERE, network, most, WINDOW, about=who),
        *of_networks(LimitKind.CONSOLE_NETWORK, network, PER_NETWORK, WINDOW),
    )


def _slowing(attempt: LoginAttempt) -> tuple[Limit, ...]:
    return (
        Limit(LimitKind.CONSOLE_PERSON, attempt.mail_address, PER_PERSON, WINDOW),
        Limit(LimitKind.CONSOLE_LOGINS, "", OVERALL, WINDOW),
    )


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
