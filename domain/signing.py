"""Signatures: what proves that we wrote something, or lets nobody guess it. All are HMAC-SHA-256.

Every use joins what it signs in its own way, so that no signature of one is of use for another
under the same secret. What is in the field (links, cookies, return paths) depends on the exact
bytes: a use is never changed, only replaced.
"""

import hmac
from dataclasses import dataclass


@dataclass(frozen=True)
class Use:
    """What signatures are for; `first`: what every message begins with, `joint`: between parts."""

    first: tuple[str, ...]
    joint: str


CSRF_TOKEN = Use(("csrf",), " ")
"""The random number of a browser's cookie (S01); under the CSRF secret."""

KNOWN_BROWSER = Use((), " ")
"""A cookie's name, which tells it apart, a random number and a login (S15); same secret."""

LINK = Use((), "\0")
"""The token of a link (S03, S06, S47): `domain/tokens.py` says of what; under the link keys."""

RETURN_PATH = Use(("bounce",), "\0")
"""The mail whose bounces come to an address; link keys. No salt and no purpose is `bounce`."""

SEAL = Use(("seal",), " ")
"""The digest of the audit log up to an event (S42); link keys. What links sign has a NUL in it."""

SEALING_KEY = Use(("sealing key",), " ")
"""Nothing but the key itself, to call it by a name; link keys."""


def sign(secret: bytes, use: Use, *parts: str) -> bytes:
    """Return the signature of some parts, 32 bytes; for any strings whatsoever."""
    message = use.joint.join((*use.first, *parts)).encode("utf-8", "surrogatepass")
    return hmac.digest(secret, message, "sha256")


def is_same(one: str, other: str) -> bool:
    """Compare two signatures as they were written, in a time that tells nothing of them."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )
