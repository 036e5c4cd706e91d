"""Makers enrol while parts of the house are stopped at random; nothing may be lost or doubled.

`make chaos` prints its seed; `python -m bench.chaos SEED` tries the same order again.
"""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import httpx

from rig.whole.house import House, Server, open_house
from rig.whole.maker import INVITATION, RECEIPT, WELCOME, Maker, maker

MAKERS = 12
TROUBLES = 20
LONGEST_TROUBLE = 3.0
PATIENCE = 120.0


def main(seed: str) -> None:
    sys.stdout.write(f"seed {seed}\n")
    with open_house() as house:
        dice = random.Random(seed)  # noqa: S311 -- to be thrown again, not to be secret
        asyncio.run(_enrol_all(house, dice))
    sys.stdout.write(f"{MAKERS} makers enrolled through {TROUBLES} troubles, every mail once\n")


async def _enrol_all(house: House, dice: random.Random) -> None:
    async with AsyncExitStack() as browsers:
        makers = [
            await browsers.enter_async_context(maker(house.product, f"chaos-{n}"))
            for n in range(MAKERS)
        ]
        trouble = asyncio.create_task(_make_trouble(house, dice))
        await asyncio.gather(*(_enrol(one) for one in makers))
        await trouble
        for one in makers:
            await one.gets(INVITATION, RECEIPT, WELCOME)


async def _make_trouble(house: House, dice: random.Random) -> None:
    """Stop one part after another, each for a while."""
    parts: list[tuple[str, Server]] = [
        ("Temporal", house.temporal),
        ("worker", house.worker),
        ("web", house.product.web),
        ("database", house.postgres),
    ]
    for _ in range(TROUBLES):
        name, part = dice.choice(parts)
        sys.stdout.write(f"{name} stops\n")
        async with house.with_postgres_killed() if part is house.postgres else house.without(part):
            await asyncio.sleep(dice.uniform(0, LONGEST_TROUBLE))


async def _enrol(one: Maker) -> None:
    await _until_acknowledged(one.asks_for_the_link)
    await _until_acknowledged(one.submits_the_form)
    await _until_acknowledged(one.is_approved)


async def _until_acknowledged(act: Callable[[], Awaitable[object]]) -> None:
    """Try again, as a person does who saw no answer or a page that says to."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await act()
            except (httpx.TransportError, AssertionError, LookupError):
                await asyncio.sleep(1)
            else:
                return


if __name__ == "__main__":
    main(*(sys.argv[1:] or [str(random.SystemRandom().getrandbits(32))]))
