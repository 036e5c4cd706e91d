"""The Temporal in which the open processes live: nobody delivers their news into another."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from db import temporal_recovery
from relay import obstacles
from relay.connection import TEMPORAL_TROUBLE
from relay.obstacles import Obstacle

log = structlog.get_logger()

PATIENCE = timedelta(seconds=3)
KNOWN_FOR = 5.0
"""How many seconds our own namespace is not asked for again; a round always asks."""


class Home:
    """Compares the namespace that we are connected to with the one that the workers use."""

    def __init__(self, client: Client, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._here, self._asked_at = "", -KNOWN_FOR
        self._settled_in = ""
        self._left_for: str | None = None

    async def ask(self) -> str:
        """The id of our namespace, asked now; in a Temporal that was wiped it is another one."""
        self._here, self._asked_at = await namespace_id(self._client), time.monotonic()
        return self._here

    async def know(self) -> None:
        """Ask, unless that was done just now."""
        if time.monotonic() - self._asked_at > KNOWN_FOR:
            await self.ask()

    async def is_here(self) -> bool:
        """Whether the open processes live in our Temporal, as the database has it now."""
        return await temporal_recovery.temporal_home() == self._here

    async def was_moved_away(self) -> bool:
        """Whether a worker that came later took everything to another Temporal than ours.

        It is left there: two that take it from each other would begin everything anew for ever.
        """
        home = await temporal_recovery.temporal_home()
        left = bool(home) and home != self._here and self._settled_in == self._here
        if left and self._left_for != home:
            other = obstacles.other_temporal(self._client, home or "", self._here)
            log.warning("relay.left_to_others", what=other.what, remedy=other.remedy)
        self._left_for = home if left else None
        return left

    async def is_new(self) -> bool:
        """Whether the open processes are still to be started in our Temporal."""
        if await temporal_recovery.temporal_home() != self._here:
            return True
        self._settled_in = self._here
        return False

    async def move_out(self) -> None:
        """Have nobody deliver anything until all is started here."""
        await temporal_recovery.adopt_temporal("", self._clock())

    async def settle(self) -> None:
        """Note that every open process was started here."""
        await temporal_recovery.adopt_temporal(self._here, self._clock())
        self._settled_in = self._here
        log.info("relay.settled", namespace=self._client.namespace, id=self._here)


async def namespace_id(client: Client) -> str:
    """What our namespace is told by from all others, of the same name too."""
    answer = await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=client.namespace), timeout=PATIENCE
    )
    return answer.namespace_info.id


async def find_other_home(client: Client) -> list[Obstacle]:
    """Whether the workers use another Temporal than ours; for who only delivers."""
    home = await temporal_recovery.temporal_home()
    try:
        here = await namespace_id(client)
    except TEMPORAL_TROUBLE as error:
        return [obstacles.not_answered(error, client, "for the namespace's id")]
    return [obstacles.other_temporal(client, home, here)] if home and home != here else []
