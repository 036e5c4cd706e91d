"""Networks take turns, and waiting exhausts nothing."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from rig.waiting import until
from web import queues
from web.queues import MOST_IN_A_FLOOD, MOST_IN_LINE, FairQueue
from web.throttle import TooManyRequestsError

LONG = timedelta(minutes=10)


@pytest.fixture
def queue() -> FairQueue:
    return FairQueue(at_once=2, most_paused=3)


class Visits:
    """Requests that stay where they are until they are let go."""

    def __init__(self, queue: FairQueue) -> None:
        self._queue = queue
        self._go = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.inside: list[str] = []

    def come(self, network: str, times: int = 1) -> None:
        self._tasks += [asyncio.create_task(self._visit(network)) for _ in range(times)]

    async def _visit(self, network: str) -> None:
        async with self._queue.turn(network):
            self.inside.append(network)
            await self._go.wait()

    async def leave(self) -> list[BaseException | None]:
        """Let all go; gives what each came to."""
        self._go.set()
        return await asyncio.gather(*self._tasks, return_exceptions=True)


async def settled() -> None:
    """Let every task come as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_requests_of_one_network_go_one_after_another_and_hold_up_no_other(
    queue: FairQueue,
) -> None:
    visits = Visits(queue)
    visits.come("flood", 5)
    await settled()
    visits.come("bystander")
    await settled()
    assert visits.inside == ["flood", "bystander"]
    assert await visits.leave() == [None] * 6
    assert sorted(visits.inside) == ["bystander"] + ["flood"] * 5


async def test_network_with_too_many_in_line_is_told_to_come_again(queue: FairQueue) -> None:
    visits = Visits(queue)
    visits.come("flood", MOST_IN_LINE)
    await settled()
    with pytest.raises(TooManyRequestsError):
        async with queue.turn("flood"):
            pass
    async with queue.turn("bystander"):
        pass
    await visits.leave()
    async with queue.turn("flood"):
        pass


async def test_line_is_shorter_while_others_are_made_to_wait(
    queue: FairQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "PAUSE", LONG)
    pause = asyncio.create_task(queue.pause())
    visits = Visits(queue)
    visits.come("flood", MOST_IN_A_FLOOD + 1)
    await settled()
    pause.cancel()
    outcomes = await visits.leave()
    assert [type(outcome) for outcome in outcomes].count(TooManyRequestsError) == 1


async def test_when_the_house_is_full_every_network_still_has_one_place(
    queue: FairQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "MOST_WAITING", 3)
    visits = Visits(queue)
    visits.come("flood", 3)
    await settled()
    visits.come("bystander", 2)
    await settled()
    assert visits.inside == ["flood", "bystander"]
    outcomes = await visits.leave()
    assert [type(outcome) for outcome in outcomes].count(TooManyRequestsError) == 1
    assert visits.inside.count("bystander") == 1


async def test_whoever_is_made_to_wait_longest_goes_on_when_too_many_do(
    queue: FairQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "PAUSE", LONG)
    waiting = [asyncio.create_task(queue.pause()) for _ in range(5)]

    async def two_went() -> bool:
        return [task.done() for task in waiting] == [True, True, False, False, False]

    await until(two_went, "the two that came first")
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    again = asyncio.create_task(queue.pause())
    await settled()
    assert not again.done(), "those who left made room"
    again.cancel()


async def test_a_pause_ends(queue: FairQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "PAUSE", timedelta(milliseconds=1))
    await asyncio.wait_for(queue.pause(), 60)


@pytest.fixture(autouse=True)
def no_line_is_left(queue: FairQueue) -> Iterator[None]:
    """A network that has gone leaves nothing behind."""
    yield
    assert queue._lines == {}  # noqa: SLF001 -- nothing else shows it
