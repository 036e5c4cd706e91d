"""What a whole run of the product leaves behind is lawful, as the auditor sees it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg
from temporalio.client import Client

from auditor.audit import audit
from auditor.law import Breach
from rig.waiting import until
from rig.whole.product import Product
from settings import link_keys

GRACE = timedelta(seconds=20)
PATIENCE = 180.0
"""Seconds: the longest pause between two tries of a workflow, and of the relay, are within it, and
what a sender that died had claimed is another's after 90 s."""
OURS = "TaskQueue = 'enrolment'"


async def settles_lawfully(product: Product) -> None:
    """Wait until the auditor finds no breach, histories included; fails with those that stay."""
    client = await Client.connect(product.environment["TEMPORAL_ADDRESS"])
    connection = await asyncpg.connect(product.environment["DATABASE_URL"])
    found: list[Breach] = []

    async def lawful() -> bool:
        found[:] = await audit(connection, client, datetime.now(UTC), GRACE)
        return not found

    try:
        with suppress(AssertionError):  # what it found says more
            await until(lawful, "a lawful end", PATIENCE, between_looks=2)
        keys = link_keys(product.environment)
        found[:] = await audit(
            connection, client, datetime.now(UTC), GRACE, histories=OURS, keys=keys
        )
    finally:
        await connection.close()
    assert not found, [*map(str, found)]
