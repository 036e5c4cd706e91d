"""Thousands of applications like one that is there: copied rows, and a workflow for each."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import asyncpg
import psutil
from temporalio.client import Client

from domain.business_calendar import JST
from domain.identifiers import application_number
from domain.tokens import Purpose, derive_token, token_hash
from rig.waiting import until
from workflows.namespace import COMPANY_NAME

FIRST_SERIAL = 500_000
"""Far above the numbers of those who enrol in the bench."""

PATIENCE = 7_200.0

# Mails and contacts are of each its own, so that no mailbox has its share used up.
_COPIES = """
    INSERT INTO {table}
    SELECT copy.* FROM clone, {table} AS old, jsonb_populate_record(NULL::{table}, to_jsonb(old)
        || jsonb_build_object({changes})) AS copy
    WHERE old.{of} = $1
"""
_CONTACT = "'contact' || clone.n || '@mihon-oroshi.example'"
_CHANGES = {
    "application": (
        "'application_number', clone.number, 'mail_address', 'clone' || clone.n || '@clone.example'"
        ", 'mailbox_key', 'clone' || clone.n || '@clone.example'"
    ),
    "consent": "'id', nextval('consent_id_seq'), 'application', clone.number",
    "form_revision": (
        "'id', nextval('form_revision_id_seq'), 'application', clone.number"
        f", 'contact_mail_address', {_CONTACT}"
    ),
    "due": "'id', nextval('due_id_seq'), 'application', clone.number",
    "mail": (
        "'key', replace(old.key, old.process, clone.number), 'process', clone.number,"
        f" 'application', clone.number, 'recipient', {_CONTACT}, 'mailbox', {_CONTACT}"
    ),
    "audit_event": "'id', nextval('audit_event_id_seq'), 'application_number', clone.number",
}
_KEYS = {"application": "application_number", "audit_event": "application_number"}


async def clone(
    owner: str, number: str, serials: range, *, keys: Sequence[bytes], now: datetime
) -> list[str]:
    """Copy an application whose mails have all gone; `owner`: the URL of the database's owner.

    `keys`: of its links, for a reminder carries the link again.
    """
    numbers = [application_number(now.astimezone(JST).date(), FIRST_SERIAL + n) for n in serials]
    connection = await asyncpg.connect(owner)
    try:
        async with connection.transaction():  # a look at all workflows shall see whole copies
            await _copy(connection, number, dict(zip(numbers, serials, strict=True)), keys)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()
    return numbers


async def _copy(
    connection: "asyncpg.Connection[asyncpg.Record]",
    number: str,
    copies: dict[str, int],
    keys: Sequence[bytes],
) -> None:
    await connection.execute("CREATE TEMP TABLE clone (number text, n integer)")
    await connection.copy_records_to_table("clone", records=copies.items())
    for table, changes in _CHANGES.items():
        of = _KEYS.get(table, "application")
        await connection.execute(_COPIES.format(table=table, changes=changes, of=of), number)
    for link in await connection.fetch("SELECT * FROM link WHERE application = $1", number):
        links = [_link(dict(link), each, keys[0]) for each in copies]
        await connection.copy_records_to_table(
            "link", records=[tuple(each.values()) for each in links], columns=list(links[0])
        )


def _link(old: dict[str, Any], number: str, key: bytes) -> dict[str, Any]:
    salt = uuid4()
    token = derive_token(key, Purpose(old["purpose"]), number, old["generation"], salt)
    return old | {"application": number, "salt": salt, "token_hash": token_hash(token)}


async def start_all(owner: str, client: Client, running: int) -> float:
    """Have the workers start every workflow, as after a loss of Temporal; gives the seconds.

    `running`: how many there will be that have read their facts.
    """
    began = time.perf_counter()
    connection = await asyncpg.connect(owner)
    try:
        await connection.execute("DELETE FROM temporal_home")
    finally:
        await connection.close()

    async def all_have_read() -> bool:
        query = f"ExecutionStatus = 'Running' AND {COMPANY_NAME.name} IS NOT NULL"
        return (await client.count_workflows(query)).count >= running

    await until(all_have_read, "all workflows to read their facts", PATIENCE)
    return time.perf_counter() - began


@dataclass(frozen=True)
class Programs:
    """Those that were started by us and ran when this was made."""

    running: Sequence[psutil.Process] = field(
        default_factory=lambda: psutil.Process().children(recursive=True)
    )

    def memory_of(self, word: str) -> int:
        """Bytes in memory of those whose command has a word."""
        found = [each for each in self.running if _runs(each, word)]
        return sum(int(each.memory_info().rss) for each in found)

    def temporal_file(self) -> str:
        """Where the embedded Temporal keeps everything."""
        option = "--db-filename="
        for each in self.running:
            if _runs(each, option):
                said = " ".join(each.cmdline()).split()
                return next(a.removeprefix(option) for a in said if a.startswith(option))
        raise LookupError("no embedded Temporal runs")


def _runs(process: psutil.Process, word: str) -> bool:
    try:
        return any(word in argument for argument in process.cmdline())
    except psutil.Error:
        return False
