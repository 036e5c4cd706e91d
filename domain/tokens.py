"""Secrets in links: derived, so that a retried mail has the same link; stored only as a hash."""

import base64
import hashlib
from enum import StrEnum
from uuid import UUID

from domain.signing import LINK, sign


class Purpose(StrEnum):
    """What a link is for; a token of one purpose is of no use for another (S06)."""

    APPLY = "apply"
    STATUS = "status"
    APPROVAL = "approval"
    DISPUTE = "dispute"
    REQUESTS = "requests"
    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 -- a purpose
    ADDRESS = "address"
    ACCESS = "access"


def derive_token(
    key: bytes, purpose: Purpose, subject: str, generation: int, salt: UUID | None
) -> str:
    """Return the token of a link: 43 characters of A-Z a-z 0-9 - _, 256 bits (S03).

    `subject` is what the link opens, such as an application number. A new `generation` is a new
    token; the old is void once the database expects the new one. `salt` is the link's own random
    part: numbers and generations are given again after a restore, and it is not (S47). None is of
    a link that was made before links had one.
    """
    # Salt, purpose and number hold no NUL, and no purpose looks like a salt, so no two different
    # inputs give the same message.
    parts = (purpose, str(generation), subject)
    digest = sign(key, LINK, *(parts if salt is None else (salt.hex, *parts)))
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """Return what the database keeps of a token: SHA-256 in hex, for any string whatsoever."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
