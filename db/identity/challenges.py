"""Logins whose password was right and whose code is awaited: no session exists yet (S21).

Only the SHA-256 of a token is stored, so a leak of the table brings nobody further.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from piccolo.columns.combination import And

from db.tables.members import LoginChallenge
from domain.refusals import RefusalError
from domain.tokens import token_hash

LIFETIME = timedelta(minutes=10)
"""How long a right password waits for its code."""

MOST_TRIES = 5
"""After so many wrong codes the password is asked for again."""


class CodeStepOverError(RefusalError):
    """No code is awaited any more: too late, too many wrong ones, or the account changed."""


@dataclass(frozen=True)
class ChallengeTry:
    """One try at a challenge: whose it is, and how many more there are."""

    owner: str
    left: int


async def begin_challenge(owner: str, now: datetime) -> str:
    """Give the token of a new challenge, 256 random bits, in the caller's transaction.

    Challenges of the same owner that are over are removed.
    """
    token = secrets.token_urlsafe(32)
    await LoginChallenge.delete().where(
        LoginChallenge.owner == owner, LoginChallenge.made_at <= now - LIFETIME
    )
    await LoginChallenge.insert(
        LoginChallenge(token_hash=token_hash(token), owner=owner, made_at=now)
    )
    return token


async def find_challenge(token: str, now: datetime) -> str | None:
    """Tell whose challenge this is; None when it is over or was never given out."""
    rows = await LoginChallenge.select(LoginChallenge.owner).where(_open(token, now))
    return rows[0]["owner"] if rows else None


async def take_try(token: str, now: datetime) -> ChallengeTry | None:
    """Count one try, before its code is looked at, so that parallel ones are counted too.

    None when the challenge is over.
    """
    rows = (
        await LoginChallenge.update({LoginChallenge.tries: LoginChallenge.tries + 1})
        .where(_open(token, now))
        .returning(LoginChallenge.owner, LoginChallenge.tries)
    )
    return ChallengeTry(rows[0]["owner"], MOST_TRIES - rows[0]["tries"]) if rows else None


async def end_challenge(token: str) -> bool:
    """End a challenge whose code was right; False when it had ended meanwhile."""
    ended = (
        await LoginChallenge.delete()
        .where(LoginChallenge.token_hash == token_hash(token))
        .returning(LoginChallenge.owner)
    )
    return bool(ended)


async def end_challenges_of(owner: str) -> None:
    """Let no login go on that began before now, in the caller's transaction."""
    await LoginChallenge.delete().where(LoginChallenge.owner == owner)


def _open(token: str, now: datetime) -> And:
    return (
        (LoginChallenge.token_hash == token_hash(token))
        & (LoginChallenge.made_at > now - LIFETIME)
        & (LoginChallenge.tries < MOST_TRIES)
    )
