"""The laws of the seals, which SQL alone cannot tell: each is computed again (S42)."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from auditor.law import Breach

AS_SEALED, OURS, GROWS = "events_are_as_sealed", "seals_are_ours", "the_log_only_grows"
LAWS = {
    AS_SEALED: "Each event is as it was sealed, and each seal follows from the one before.",
    OURS: "Every seal was made under a key of ours, but for the first of those that are gone.",
    GROWS: "What a worker has seen sealed stays, unless the database was restored.",
}
"""The last is looked after by workers, who remember (`relay/sealing.py`)."""

MOST = 100
"""So many breaches are told."""

_SEALS = """
    SELECT event, before, digest, key, mac, jsonb_build_array(
        id, at AT TIME ZONE 'UTC', tag, application_number, company_id, account_id, details
    )::text AS content, id IS NOT NULL AS there
    FROM event_seal LEFT JOIN audit_event ON id = event AND id > $1
    WHERE event > $1 ORDER BY event LIMIT 2000
"""


async def breaches_of_seals(
    connection: "asyncpg.Connection[asyncpg.Record]", keys: Sequence[bytes]
) -> list[Breach]:
    """Go along all seals; without keys, only who follows whom is looked at."""
    found: list[Breach] = []
    chain = _Chain(None, bytes(32), {_hmac(key, "sealing key").hex()[:8]: key for key in keys})
    after = -(2**63)
    while rows := await connection.fetch(_SEALS, after):
        for row in rows:
            found += chain.breaches(row)
        after = rows[-1]["event"]
    if keys and chain.event is not None and not chain.known:
        found.append(Breach(OURS, f"event {chain.event}", "no seal is of a key of ours"))
    return found[:MOST]


@dataclass
class _Chain:
    """The seal before, and whether one of a key of ours was among them."""

    event: int | None
    digest: bytes
    keys: dict[str, bytes]
    known: bool = False

    def breaches(self, row: Any) -> Iterator[Breach]:
        subject = f"event {row['event']}"
        if not row["there"]:
            yield Breach(AS_SEALED, subject, "sealed, and gone")
        elif hashlib.sha256(self.digest + row["content"].encode()).digest() != row["digest"]:
            yield Breach(AS_SEALED, subject, "not as it was sealed")
        elif row["before"] != self.event:
            yield Breach(AS_SEALED, subject, f"sealed after event {row['before']}")
        if self.keys and not self._is_ours(row["key"], row["digest"], row["mac"]):
            yield Breach(OURS, subject, "none of our keys made its seal")
        self.event, self.digest = row["event"], row["digest"]

    def _is_ours(self, name: str, digest: bytes, mac: bytes) -> bool:
        if name not in self.keys:
            return not self.known
        self.known = True
        return hmac.compare_digest(_hmac(self.keys[name], f"seal {digest.hex()}"), mac)


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
