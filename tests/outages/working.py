"""Workers whose ways to Temporal break at calls of some names, and what is left of lives there."""

import itertools
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from db.enrolment.application_form import verify_address
from domain.enrolment.stages import Stage
from relay.delivery import Relay
from rig.applications import another_form, now
from rig.outages.lives import Lived
from rig.outages.traces import Traces, traces_of
from rig.outages.worker_process import digest_workers
from rig.outages.world import FarLife, Strangers
from rig.proxies.grpc import POLLS, Break, Breaking, GrpcLink
from rig.proxies.link import to_port
from rig.proxies.streams import HOST
from rig.waiting import until
from rig.workflows.life import Postman, end_what_runs, number_from
from rig.workflows.serving import serving
from settings import Settings
from worker import enrolment_worker, import_worker

COMPLETIONS = ("RespondWorkflowTaskCompleted", "RespondActivityTaskCompleted")
FAILURES = ("RespondWorkflowTaskFailed", "RespondActivityTaskFailed")
HEARTBEAT = "RecordActivityTaskHeartbeat"
"""What a worker says of its tasks; of a workflow's own first, as in `POLLS`."""

DONE = (
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
)

EVERY_FAULT = "EVERY_FAULT" in os.environ
"""EVERY_FAULT=yes: each by itself, which takes minutes."""

EVERY_OTHER = range(0, 1000, 2)
"""What breaks is told again, and that passes."""

_serials = itertools.count(900_000, 1000)


@dataclass(frozen=True)
class Left:
    """What is left of a life: the same for all of a kind."""

    process: str = field(compare=False)
    traces: Traces
    sent_twice: tuple[str, ...]


@dataclass(frozen=True)
class Working:
    """Workers whose ways to Temporal break; others have theirs."""

    life: FarLife
    links: Sequence[GrpcLink]

    async def lived(
        self, live: Callable[[FarLife], Awaitable[Lived]], breaking: Breaking | None = None
    ) -> Left:
        """Live it to its last mail, with breaks."""
        self.life.postman.keys.clear()
        for link in self.links:
            link.count_anew(breaking)
        lived = await live(self.life)
        await self.life.nothing_is_queued()
        sent = Counter(self.life.postman.keys)
        sent_twice = tuple(key for key, times in sent.items() if times > 1)
        return Left(lived.process, await traces_of(lived), sent_twice)

    async def history(self, left: Left) -> list[HistoryEvent]:
        """What Temporal has of the process of a life."""
        return list((await self.life.history(left.process)).events)

    async def done(self, left: Left, methods: tuple[str, str]) -> Counter[str]:
        """How many tasks of a workflow and steps were done, by the call that each is of."""
        kinds = [event.event_type for event in await self.history(left)]
        return Counter(dict(zip(methods, map(kinds.count, DONE), strict=True)))

    def told(self, methods: Iterable[str]) -> Counter[str]:
        """How often the workers called these."""
        return self._counted(methods, Break.BEFORE)

    def answered(self, methods: Iterable[str]) -> Counter[str]:
        """How often they were answered, of polls with a task."""
        return self._counted(methods, Break.AFTER)

    async def have_told_again(self, methods: Iterable[str], told_of: Counter[str]) -> None:
        """Wait until each that broke was told once more: the last only after the end is known."""

        async def done() -> bool:
            return self.told(methods) - told_of == self.broke()

        await until(done, "each that broke to be told once more")

    def broke(self) -> Counter[str]:
        """How often they were not heard, or heard nothing."""
        return sum((link.broke for link in self.links), Counter())

    def _counted(self, methods: Iterable[str], when: Break) -> Counter[str]:
        return Counter(
            {method: sum(link.counted[method, when] for link in self.links) for method in methods}
        )


async def enrolled(life: FarLife) -> Lived:
    """Prove the address, apply, be approved and enrolled: what is told never meets other news."""
    number = await life.applications.invited()
    await _rests_after(life, number, "invitation/1")
    await verify_address(number, now())
    await _rests_after(life, number, "invitation/1")
    contact = f"contact-{next(_serials)}@mihon-oroshi.example"  # nobody gets many mails an hour
    await life.applications.submit(number, another_form(contact_mail_address=contact))
    await _rests_after(life, number, "approval_request/1")
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    return Lived(number, application=number)


async def _rests_after(life: FarLife, number: str, mail: str) -> None:
    """Wait until it has heard all news, and told of what it did, which this mail is the last of."""
    await life.hear()
    await life.mailed(number, mail)

    async def rests() -> bool:
        about = (await life.workflow(number).describe()).raw_description
        return not about.pending_activities and not about.HasField("pending_workflow_task")

    await until(rests, f"{number} to rest after {mail}")


@asynccontextmanager
async def open_working(
    settings: Settings, temporal_address: str, *, together: bool = False
) -> AsyncIterator[Working]:
    """Work for the database that is open while the block lasts.

    A worker of workflows and one of mails each have a connection; `together`: those of all queues
    share one, as in the program, and what breaks it breaks off whatever the others say and hear.
    """
    await number_from(next(_serials), settings.database_url)
    port = int(temporal_address.rpartition(":")[2])
    links = [_link(port) for _ in range(1 if together else 2)]
    async with AsyncExitStack() as kept:
        for link in links:
            await link.open()
            kept.push_async_callback(link.close)
        far = [await Client.connect(f"{HOST}:{link.port}") for link in links]
        client = await Client.connect(temporal_address)
        await end_what_runs(client)  # of databases that are gone: these workers would be given it
        skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
        postman, relay = Postman(settings.policy), Relay(skipper.client, settings.policy)
        await relay.one_round()
        workers = [enrolment_worker(far[0], settings, now), postman.worker(far[-1])]
        if together:
            workers += [import_worker(far[0], settings), *digest_workers(far[0], settings)]
        for worker in workers:
            await kept.enter_async_context(serving(worker))
        yield Working(FarLife(Strangers(settings), skipper, relay, postman), links)
        await end_what_runs(client)


def _link(port: int) -> GrpcLink:
    return GrpcLink(to_port(port), methods=(*COMPLETIONS, *FAILURES, HEARTBEAT, *POLLS))
