"""Releases of a workflow that changed: each does three rounds, a signal begins each of them."""

import asyncio
from datetime import timedelta

from temporalio import workflow

PATCH = "a-shorter-way"


class Rounds:
    """What all releases share."""

    def __init__(self) -> None:
        self.begun = 0
        self.ways: list[str] = []

    async def old_way(self) -> None:
        """One timer."""
        await workflow.sleep(timedelta(milliseconds=1))
        self.ways.append("old")

    async def new_way(self) -> None:
        """Two timers, so that neither history can be taken for the other."""
        await asyncio.gather(*(workflow.sleep(timedelta(milliseconds=1)) for _ in range(2)))
        self.ways.append("new")

    @workflow.signal
    def next_round(self) -> None:
        """Begin another round."""
        self.begun += 1

    @workflow.query
    def ways_gone(self) -> list[str]:
        """What was done so far."""
        return self.ways


@workflow.defn(name="Changing", sandboxed=False)
class Unaware(Rounds):
    """The release before: it knows no other way."""

    @workflow.run
    async def run(self) -> list[str]:
        for _ in range(3):
            await workflow.wait_condition(lambda: self.begun > len(self.ways))
            await self.old_way()
        return self.ways


@workflow.defn(name="Changing", sandboxed=False)
class Patched(Rounds):
    """The releases since: whether one begins the new way is for `workflows.patches` to say."""

    @workflow.run
    async def run(self) -> list[str]:
        for _ in range(3):
            await workflow.wait_condition(lambda: self.begun > len(self.ways))
            await (self.new_way() if workflow.patched(PATCH) else self.old_way())
        return self.ways
