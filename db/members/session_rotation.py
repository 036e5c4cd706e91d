"""A session that goes on under another identifier, since what it may do has changed (S16)."""

import secrets
from dataclasses import dataclass

from db.tables.companies import LoginSession
from domain.tokens import token_hash


@dataclass(frozen=True)
class Renewal:
    """What a page needs when it is done: the session's new identifier, and who sends the mails."""

    identifier: str
    process: str


async def rotate(identifier: str) -> str:
    """Give a session its new identifier, in the caller's transaction: 256 random bits.

    For a session that ended meanwhile the new one opens nothing either.
    """
    renewed = secrets.token_urlsafe(32)
    await LoginSession.update({LoginSession.token_hash: token_hash(renewed)}).where(
        LoginSession.token_hash == token_hash(identifier)
    )
    return renewed
