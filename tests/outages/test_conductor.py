"""Who begins in an outage meets it: it waits for whoever has yet to fail by it, the last too."""

import asyncio
from dataclasses import dataclass, field

from rig.outages.conductor import BETWEEN_LOOKS, Conductor
from rig.outages.gate import StepName
from rig.outages.proxy import Outage
from rig.waiting import until

FIRST = StepName("CompanyChange", "alert_again")
SECOND = StepName("Cancellation", "remind_of_cancellation")
KINDS = (Outage.REFUSED, Outage.CUT)
MANY_TURNS = 20


@dataclass
class Way:
    """What is out at present; it opens again as soon as it may."""

    outage: Outage | None = None
    may_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def begin(self, outage: Outage) -> None:
        self.outage = outage

    async def end(self) -> None:
        await self.may_open.wait()
        self.outage = None


def _conductor(way: Way) -> Conductor[Outage]:
    conductor = Conductor(way)
    conductor.play(KINDS, seconds=0)
    return conductor


async def test_an_outage_that_waits_for_one_waits_for_whoever_comes_meanwhile() -> None:
    way = Way()
    way.may_open.set()
    conductor = _conductor(way)
    first = await conductor.begins(FIRST)
    await _turns()  # it has lasted long enough, but for the first
    second = await conductor.begins(SECOND)
    first(True)  # noqa: FBT003 -- as the gate calls it
    await _looked_again()
    assert way.outage is Outage.REFUSED
    second(True)  # noqa: FBT003 -- likewise
    await until(lambda: _is(way, None), "the end of the outage")
    assert [(each.step, each.felt) for each in conductor.meetings] == [
        (FIRST, True),
        (SECOND, True),
    ]


async def test_who_begins_while_the_way_opens_again_meets_the_next_outage() -> None:
    way = Way()
    conductor = _conductor(way)
    first = await conductor.begins(FIRST)
    first(True)  # noqa: FBT003 -- as the gate calls it
    await _looked_again()
    second = asyncio.create_task(conductor.begins(SECOND))
    await _turns()
    assert [each.step for each in conductor.meetings] == [FIRST]
    way.may_open.set()
    (await second)(True)  # noqa: FBT003 -- likewise
    assert [each.step for each in conductor.meetings] == [FIRST, SECOND]
    assert conductor.outages == 2


async def _is(way: Way, outage: Outage | None) -> bool:
    return way.outage is outage


async def _turns() -> None:
    for _ in range(MANY_TURNS):
        await asyncio.sleep(0)


async def _looked_again() -> None:
    """Let more time pass than there is between two looks of the outage."""
    await asyncio.sleep(5 * BETWEEN_LOOKS)
