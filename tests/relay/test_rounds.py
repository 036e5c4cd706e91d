"""What goes on round after round ends when it is told to, whatever happens to it just then."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import Client

from relay.obstacles import Obstacle
from relay.rounds import round_after_round
from relay.watch import Watch

PATIENCE = 10.0


async def fails_when_cancelled(begun: asyncio.Event) -> Client:
    """As a connection does that cannot be given back, with the database away."""
    begun.set()
    try:
        await asyncio.Event().wait()
    finally:
        raise ConnectionError


async def ends(task: asyncio.Task[None], begun: asyncio.Event) -> None:
    await begun.wait()
    task.cancel()
    _, pending = await asyncio.wait([task], timeout=PATIENCE)
    task.cancel()
    assert not pending
    assert task.cancelled()


async def test_rounds_end_though_what_tidies_up_fails() -> None:
    begun = asyncio.Event()
    rounds = round_after_round("test", lambda: fails_when_cancelled(begun), timedelta())
    await ends(asyncio.create_task(rounds), begun)


async def test_who_looks_at_temporal_ends_though_what_tidies_up_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = asyncio.Event()
    monkeypatch.setattr("relay.watch.connect_to_temporal", lambda _: fails_when_cancelled(begun))

    async def inspect(_client: Client) -> tuple[Obstacle, ...]:
        return ()

    await ends(asyncio.create_task(Watch(inspect, lambda _: None).run()), begun)


async def test_rounds_go_on_whatever_one_of_them_raises() -> None:
    count, enough = 0, asyncio.Event()

    async def one_round() -> None:
        nonlocal count
        count += 1
        if count > 2:
            enough.set()
        raise ConnectionError

    rounds = asyncio.create_task(round_after_round("test", one_round, timedelta()))
    await asyncio.wait_for(enough.wait(), PATIENCE)
    rounds.cancel()
    with pytest.raises(asyncio.CancelledError):
        await rounds
