"""All lives at once, with outages at every step."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic

from rig.mail_reading import message_id_of, parsed
from rig.outages.conductor import AnyKind, Conductor, Meeting
from rig.outages.gate import StepName
from rig.outages.lives import LIVES
from rig.outages.traces import Traces, traces_of
from rig.outages.world import World


@dataclass(frozen=True)
class Round(Generic[AnyKind]):
    """What came of all lives, by their names; which steps were taken, and which met an outage.

    `traces`: all those of a life that are different. `sent_twice`: mails that came twice, though
    their senders knew that they had been taken.
    """

    traces: Mapping[str, set[Traces]]
    steps: frozenset[StepName]
    meetings: list[Meeting[AnyKind]]
    outages: int
    sent_twice: list[str]


async def play(
    world: World,
    conductor: Conductor[AnyKind],
    outages: Collection[AnyKind] = (),
    *,
    seconds: float = 1.0,
    patience: float = 60.0,
) -> Round[AnyKind]:
    """Live all lives, with an outage of each kind at every step; with none if there is no kind.

    Name the kinds in an order in which a step fails by all but the last: that it is tried again is
    the occasion for the next. `patience`: seconds to wait for anything.
    """
    conductor.play(outages, seconds)
    traces: dict[str, set[Traces]] = defaultdict(set)
    async with world.life(patience) as life:
        lived = await asyncio.gather(*(each(life) for each in LIVES))
        conductor.stop()
        await life.nothing_is_queued()
        for each, one in zip(LIVES, lived, strict=True):
            traces[each.__name__].add(await traces_of(one))
    steps = frozenset(conductor.seen)
    return Round(traces, steps, conductor.meetings, conductor.outages, _sent_twice(world))


def _sent_twice(world: World) -> list[str]:
    """The mails that came to a mailbox more than once; forgets all that came."""
    ids, unheard = world.inbox.ids(), world.mail_way.unheard()
    mails = [parsed(world.inbox.read(each) or b"") for each in ids]
    for each in ids:
        world.inbox.remove(each)
    came = Counter((message_id_of(mail), mail["To"]) for mail in mails)
    return [
        f"{message} to {to}"
        for (message, to), times in came.items()
        if times > 1 + unheard[message]
    ]
