"""One try to log in: how often it is allowed, and whether the password is right."""

from dataclasses import dataclass, field
from datetime import datetime

from db import throttle
from db.identity.credentials import Credentials, load_login, store_rehash
from db.identity.login import (
    CodeNeeded,
    LoginSuspended,
    NewSession,
    note_suspended,
    note_wrong_password,
    open_login,
)
from db.identity.login_records import Origin, logged_in_from
from domain import login_limits as limits
from domain.limits import Limit
from domain.logins import LoginKind, Principal
from domain.passwords import hash_password, needs_rehash, verify_password
from web.login.hashing import hashing
from web.throttle import flooded, refuse


class MailboxNeededError(Exception):
    """Strangers tried so often that a strange browser has to come by way of the mailbox (S15).

    `limit`: which limit they passed, as the log has it.
    """

    def __init__(self, limit: str) -> None:
        super().__init__()
        self.limit = limit


class CompanySuspendedError(Exception):
    """Whoever gave the right password is told that the company is suspended."""


@dataclass(frozen=True)
class LoginAttempt:
    """What was typed, and where it comes from.

    `login`: as it is stored. `known_browser`: the number of a browser that logged in so before,
    else None. `replaces`: the session identifier that the browser sent; that session ends (S16).
    """

    kind: LoginKind
    login: tuple[str, ...]
    password: str = field(repr=False)
    origin: Origin
    known_browser: str | None
    replaces: str = field(repr=False)


@dataclass(frozen=True)
class CountedTry:
    """A try that was counted by these limits; `slow`: it has to wait, for many networks try."""

    counted: tuple[Limit, ...]
    slow: bool = False


async def count_try(attempt: LoginAttempt, alert_to: str, now: datetime) -> CountedTry:
    """Count one try.

    Raises `TooManyRequestsError` when this browser or network tried too often itself, and
    `MailboxNeededError` for strangers to an account that others have guessed at all day. A browser
    that logged in before has its own limit only, and a network from which the account was logged
    in to has its own: whatever others try, its owner is not locked out.
    """
    kind, login, network = attempt.kind, attempt.login, attempt.origin.network
    if attempt.known_browser is not None:
        await refuse(limits.of_browser(kind, attempt.known_browser), now)
        return CountedTry(())
    is_known = kind.keeps_history and await logged_in_from(login, network)
    own = limits.refusing(kind, login, network)
    await refuse(own, now)
    if is_known:
        return CountedTry(own)
    wide, guard = limits.slowing(kind, login), limits.guarding(kind, login)
    passed = await flooded((*wide, *guard), alert_to, now)
    for limit in passed:
        if limit in guard:
            raise MailboxNeededError(limit.kind)
    return CountedTry((*own, *wide, *guard), slow=bool(passed))


async def give_back(tried: CountedTry) -> None:
    """Count a try less whose password was right: the limits are of wrong ones.

    Else everybody behind one address would share a hundred logins. Nothing is given back but what
    this try was counted by, so that no right password hides the wrong ones of others.
    """
    if tried.counted:
        await throttle.give_back(tried.counted)


async def try_password(
    attempt: LoginAttempt, now: datetime
) -> NewSession | CodeNeeded | LoginSuspended | None:
    """Go as far as the password leads; None for a wrong one or nobody's login.

    It takes the same work whatever was wrong (S13).
    """
    credentials = await load_login(attempt.kind, *attempt.login)
    hashed = credentials.password_hash if credentials else None
    right = await hashing(verify_password, hashed, attempt.password)
    opened = await _open(credentials, attempt, now) if credentials is not None and right else None
    if opened is None:
        nobody = Principal(attempt.kind, 0, attempt.login)
        await note_wrong_password(credentials or nobody, attempt.origin, now)
    return opened


async def _open(
    credentials: Credentials, attempt: LoginAttempt, now: datetime
) -> NewSession | CodeNeeded | LoginSuspended | None:
    if credentials.suspended:
        await note_suspended(credentials, attempt.origin, now)
        return LoginSuspended()
    opened = await open_login(credentials, attempt.origin, replaces=attempt.replaces, now=now)
    if opened is not None:
        await _renew_hash(credentials, attempt.password)
    return opened


async def _renew_hash(credentials: Credentials, password: str) -> None:
    if credentials.password_hash and needs_rehash(credentials.password_hash):
        await store_rehash(credentials, await hashing(hash_password, password))
