"""Has Temporal's workflows held against the facts; how that is done stands in the relay."""

from collections.abc import Awaitable, Callable

from temporalio import activity

from activities.heartbeat import alive

Compare = Callable[[], Awaitable[int]]
"""Compares, mends what can be mended, and gives how many differences there were."""


class ReconcilingActivities:
    """The one step; it may run twice, and at the same time elsewhere."""

    def __init__(self, compare: Compare) -> None:
        self._compare = compare

    @activity.defn
    async def reconcile(self) -> int:
        """See to it that all workflows go by the facts; gives how many did not."""
        async with alive():
            return await self._compare()

    @property
    def steps(self) -> list[Callable[..., object]]:
        """Every activity, for the worker to register."""
        return [self.reconcile]
