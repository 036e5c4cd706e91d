"""Seals of the audit log's events, each of which holds the one before (S42).

A digest joins the digest before with the event, so it stands for the whole past; whoever kept one
needs nothing else to tell whether the past is still the same. Its HMAC is made under a key that
the database never sees, so who owns the database cannot make the chain anew. A key that is gone
leaves no gap: the first seal under the next one holds all digests before it.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from domain.signing import SEAL, SEALING_KEY, sign

_BEFORE_THE_FIRST = bytes(32)


@dataclass(frozen=True)
class Seal:
    """Of one event; `before`: the event before, None for the first. `key`: the name of the key."""

    event: int
    before: int | None
    digest: bytes
    key: str
    mac: bytes


@dataclass(frozen=True)
class Head:
    """What is kept of a chain elsewhere, as `4711-9f86d0…`: its last event, and the digest."""

    event: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.event}-{self.digest.hex()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote; raises `ValueError`."""
        read = re.fullmatch("([0-9]{1,18})-([0-9a-f]{64})", text)
        if read is None:
            raise ValueError("not an event's id, a hyphen, and 64 hexadecimal digits")
        return cls(int(read[1]), bytes.fromhex(read[2]))


def seal_event(key: bytes, last: Seal | None, event: int, content: str) -> Seal:
    """Make the seal of an event that follows another."""
    digest = _digest(last, content)
    before = None if last is None else last.event
    return Seal(event, before, digest, name_of(key), _mac(key, digest))


def _digest(last: Seal | None, content: str) -> bytes:
    before = _BEFORE_THE_FIRST if last is None else last.digest
    return hashlib.sha256(before + content.encode()).digest()


def _mac(key: bytes, digest: bytes) -> bytes:
    return sign(key, SEAL, digest.hex())


def name_of(key: bytes) -> str:
    """What seals call a key: eight hexadecimal digits that tell nothing of it."""
    return sign(key, SEALING_KEY).hex()[:8]


def is_ours(keys: Sequence[bytes], seal: Seal) -> bool:
    """Whether one of the keys made this seal."""
    known = {name_of(key): key for key in keys}
    key = known.get(seal.key)
    return key is not None and hmac.compare_digest(_mac(key, seal.digest), seal.mac)


class Fault(StrEnum):
    """What is wrong with an event; `FORGED`: its seal was not made by any of our keys."""

    CHANGED = "changed"
    REMOVED = "removed"
    PUT_IN = "put_in"
    FORGED = "forged"


class Chain:
    """Goes along events and seals in the order of the events' ids.

    `sealed`: how many seals it passed. `unchecked`: how many of them, the first, are of keys that
    are gone. Behind a fault it goes on with what the seal there says, so it finds the next as well.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {name_of(key): key for key in keys}
        self.last: Seal | None = None
        self.sealed = 0
        self.unchecked = 0

    def pass_by(
        self, event: int, content: str | None, seal: Seal | None
    ) -> tuple[int, Fault] | None:
        """Look at one event, and say which is at fault; None where all is well.

        Either of the two is None where the database has only the other.
        """
        if seal is None:
            return event, Fault.PUT_IN
        last, self.last = self.last, seal
        self.sealed += 1
        made_by_us = self._is_ours(seal)
        if content is None:
            return event, Fault.REMOVED
        follows = seal.before == (None if last is None else last.event)
        if seal.digest != _digest(last, content):
            if follows or seal.before is None:
                return event, Fault.CHANGED
            return seal.before, Fault.REMOVED
        return None if follows and made_by_us else (event, Fault.FORGED)

    def _is_ours(self, seal: Seal) -> bool:
        key = self._keys.get(seal.key)
        if key is None and self.unchecked == self.sealed - 1:
            self.unchecked += 1
            return True
        return key is not None and hmac.compare_digest(_mac(key, seal.digest), seal.mac)
