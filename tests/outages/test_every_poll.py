"""A task is lost with the answer that brings it to a worker: it comes again, and all ends alike."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

import pytest
from temporalio.api.enums.v1 import EventType

from rig.outages.lives import Lived, digest_of_a_morning, file_taken_in
from rig.outages.world import FarLife
from rig.proxies.grpc import POLLS, Break, Breaking
from tests.outages.working import COMPLETIONS, EVERY_FAULT, EVERY_OTHER, Left, Working, enrolled


async def test_the_answer_to_a_poll_is_lost_and_the_end_is_the_same(working: Working) -> None:
    expected = await working.lived(enrolled)
    given = await working.done(expected, POLLS)
    assert working.answered(POLLS) == given, "a way sees all of them"
    assert all(given.values())
    for number in _to_break(max(given.values())):
        left = await working.lived(enrolled, Breaking(Break.AFTER, {number}, POLLS))
        assert left == expected, number
        met = {method: 1 for method, times in given.items() if number < times}
        assert working.broke() == met
        assert await given_again(working, left) >= working.broke()


@pytest.mark.parametrize("together", [True], ids=["together"])
@pytest.mark.parametrize(
    "live", [enrolled, file_taken_in, digest_of_a_morning], ids=lambda live: live.__name__
)
async def test_so_it_is_with_all_queues_where_the_workers_share_a_connection(
    working: Working, live: Callable[[FarLife], Awaitable[Lived]]
) -> None:
    """As in the program: with one answer or word whatever else is on the connection is lost."""
    expected = await working.lived(live)
    for breaking in (
        Breaking(Break.AFTER, {0}, POLLS),
        *(
            Breaking(when, EVERY_OTHER, COMPLETIONS)
            for when in (Break if EVERY_FAULT else [Break.AFTER])
        ),
    ):
        assert await working.lived(live, breaking) == expected, breaking
        assert working.broke().keys() == {*breaking.methods}


async def given_again(working: Working, left: Left) -> Counter[str]:
    """How many Temporal gave up waiting for, by its history."""
    events = await working.history(left)
    kinds = [event.event_type for event in events]
    attempts = [event.activity_task_started_event_attributes.attempt for event in events]
    tasks = kinds.count(EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT)
    steps = sum(max(0, attempt - 1) for attempt in attempts)
    return Counter(dict(zip(POLLS, (tasks, steps), strict=True)))


def _to_break(most: int) -> Iterator[int]:
    """The first task of each kind; with EVERY_FAULT=yes every one."""
    yield from range(most if EVERY_FAULT else 1)
