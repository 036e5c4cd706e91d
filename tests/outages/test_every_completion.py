"""What a worker says of a task that it did does not arrive, or is not answered: all ends alike."""

import itertools
import os
from collections import Counter
from collections.abc import AsyncIterator, Container, Iterator
from dataclasses import dataclass

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from domain.enrolment.stages import Stage
from relay.delivery import Relay
from rig.applications import Applications, another_form, now
from rig.outages.lives import Lived
from rig.outages.traces import Traces, traces_of
from rig.outages.world import Strangers
from rig.proxies.grpc import Break, Breaking, GrpcLink
from rig.proxies.link import to_port
from rig.proxies.streams import HOST
from rig.waiting import until
from rig.workflows.life import Postman, number_from
from rig.workflows.serving import serving
from settings import Settings
from worker import enrolment_worker

WORKFLOW_TASK, STEP = "RespondWorkflowTaskCompleted", "RespondActivityTaskCompleted"
COMPLETIONS = {
    WORKFLOW_TASK: EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    STEP: EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
}
"""What a worker says, and the event that follows."""

EVERY_OTHER = range(0, 1000, 2)
"""What breaks is told again, and that passes."""

_serials = itertools.count(900_000, 1000)


@dataclass(frozen=True)
class Working:
    """Two workers, of workflows and of mails, whose ways to Temporal break; others have theirs."""

    applications: Applications
    relay: Relay
    postman: Postman
    links: tuple[GrpcLink, GrpcLink]
    client: Client

    async def enrolled(self, breaking: Breaking | None = None) -> str:
        """Apply, be approved and enrolled, one after the other; gives the number."""
        self.postman.keys.clear()
        for link in self.links:
            link.count_anew(breaking)
        number = await self.applications.invited()
        await self._rests_after(number, "invitation/1")
        contact = f"contact-{next(_serials)}@mihon-oroshi.example"  # nobody gets many mails an hour
        await self.applications.submit(number, another_form(contact_mail_address=contact))
        await self._rests_after(number, "approval_request/1")
        await self.applications.approve(number)
        await self.relay.one_round()
        workflow = self.client.get_workflow_handle(number, result_type=Stage)
        assert await workflow.result() is Stage.ENROLLED
        return number

    async def _rests_after(self, number: str, mail: str) -> None:
        """Wait until a mail went and all is told of, so that nothing is told of together."""
        await self.relay.one_round()

        async def rests() -> bool:
            about = (await self.client.get_workflow_handle(number).describe()).raw_description
            under_way = about.pending_activities or about.HasField("pending_workflow_task")
            return f"{number}/{mail}" in self.postman.keys and not under_way

        await until(rests, f"{number} to rest after {mail}")

    async def left(self, number: str) -> tuple[Traces, list[str]]:
        """What is left of it, and which mails went, in whatever order."""
        mails = sorted(key.partition("/")[2] for key in self.postman.keys)
        return await traces_of(Lived(number, application=number)), mails

    async def completed(self, number: str) -> Counter[str]:
        """How often its history has what follows each completion."""
        history = await self.client.get_workflow_handle(number).fetch_history()
        kinds = Counter(event.event_type for event in history.events)
        return Counter({method: kinds[kind] for method, kind in COMPLETIONS.items()})

    def told(self) -> Counter[str]:
        """How often the workers told of a completion."""
        return Counter(
            {
                method: sum(link.counted[method, Break.BEFORE] for link in self.links)
                for method in COMPLETIONS
            }
        )

    async def has_told_again(self, told_of: Counter[str]) -> None:
        """Wait until each that broke was told once more: the last only after the end is known."""

        async def done() -> bool:
            return self.told() - told_of == self.broke()

        await until(done, "each that broke to be told once more")

    def broke(self) -> Counter[str]:
        """How often they were not heard, or heard nothing."""
        return self.links[0].broke + self.links[1].broke


@pytest.fixture
async def working(pool: str, settings: Settings, temporal_address: str) -> AsyncIterator[Working]:  # noqa: ARG001 -- it opens the database
    await number_from(next(_serials), settings.database_url)
    port = int(temporal_address.rpartition(":")[2])
    links = _link(port), _link(port)
    for link in links:
        await link.open()
    far = [await Client.connect(f"{HOST}:{link.port}") for link in links]
    client = await Client.connect(temporal_address)
    postman, relay = Postman(settings.policy), Relay(client, settings.policy)
    await relay.one_round()
    async with serving(enrolment_worker(far[0], settings, now)), serving(postman.worker(far[1])):
        yield Working(Strangers(settings), relay, postman, links, client)
    for link in links:
        await link.close()


def _link(port: int) -> GrpcLink:
    return GrpcLink(to_port(port), methods=(*COMPLETIONS,))


@pytest.mark.parametrize("when", Break)
async def test_each_completion_is_lost_once_and_the_end_is_the_same(
    working: Working, when: Break
) -> None:
    calm = await working.enrolled()
    expected, completed = await working.left(calm), await working.completed(calm)
    assert working.told() == completed, "a way sees all of them"
    assert all(completed.values())
    for numbers in _to_break(max(completed.values())):
        number = await working.enrolled(Breaking(when, numbers))
        assert await working.left(number) == expected, numbers
        told_of = await working.completed(number)
        await working.has_told_again(told_of)
        assert working.broke(), "it was met"
        assert numbers is not EVERY_OTHER or working.broke() == told_of


def _to_break(most: int) -> Iterator[Container[int]]:
    """All of one enrolment; with EVERY_FAULT=yes one of a workflow and one of a step at a time."""
    yield EVERY_OTHER
    if "EVERY_FAULT" in os.environ:
        yield from ({number} for number in range(most))
