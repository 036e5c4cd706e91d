"""A look at everything may take hours: Temporal is told all the while that somebody looks."""

import asyncio

from temporalio.testing import ActivityEnvironment

from activities.reconciling import ReconcilingActivities

PATIENCE = 30.0


async def test_who_reconciles_shows_that_he_lives() -> None:
    environment, beaten = ActivityEnvironment(), asyncio.Event()
    environment.on_heartbeat = lambda *_: beaten.set()

    async def compare() -> int:
        await asyncio.wait_for(beaten.wait(), PATIENCE)
        return 3

    assert await environment.run(ReconcilingActivities(compare).reconcile) == 3
