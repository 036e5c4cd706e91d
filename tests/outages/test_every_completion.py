"""What a worker says of a task that it did does not arrive, or is not answered: all ends alike."""

from collections.abc import Awaitable, Callable, Container, Iterator

import pytest

from rig.outages import lives
from rig.outages.lives import Lived
from rig.outages.world import FarLife
from rig.proxies.grpc import Break, Breaking
from tests.outages.working import COMPLETIONS, EVERY_FAULT, EVERY_OTHER, Working, enrolled

OTHERS = (
    lives.access_changed,
    lives.mails_to_members,
    lives.change_approved_after_another_alert,
    lives.cancellation_ended_after_the_reminder,
)
"""Processes that are no application; one has ended before, and its last mails go meanwhile."""


@pytest.mark.parametrize("when", Break)
async def test_each_completion_is_lost_once_and_the_end_is_the_same(
    working: Working, when: Break
) -> None:
    expected = await working.lived(enrolled)
    told_of = await working.done(expected, COMPLETIONS)
    assert working.told(COMPLETIONS) == told_of, "a way sees all of them"
    assert all(told_of.values())
    for numbers in _to_break(max(told_of.values())):
        left = await working.lived(enrolled, Breaking(when, numbers, COMPLETIONS))
        assert left == expected, numbers
        told_of = await working.done(left, COMPLETIONS)
        await working.have_told_again(COMPLETIONS, told_of)
        assert working.broke(), "it was met"
        assert numbers is not EVERY_OTHER or working.broke() == told_of


@pytest.mark.parametrize(
    "live", OTHERS if EVERY_FAULT else OTHERS[:2], ids=lambda live: live.__name__
)
async def test_so_it_is_with_the_completions_of_other_processes(
    working: Working, live: Callable[[FarLife], Awaitable[Lived]]
) -> None:
    expected = await working.lived(live)
    for when in Break:
        assert await working.lived(live, Breaking(when, EVERY_OTHER, COMPLETIONS)) == expected, when
        assert working.broke().keys() == {*COMPLETIONS}


def _to_break(most: int) -> Iterator[Container[int]]:
    """All of one enrolment; with EVERY_FAULT=yes one of a workflow and one of a step at a time."""
    yield EVERY_OTHER
    if EVERY_FAULT:
        yield from ({number} for number in range(most))
