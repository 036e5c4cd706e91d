"""A Temporal server whose time can be moved, and a worker on it for each test."""

import itertools
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from sysconfig import get_path

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment
from temporalio.worker import Worker

from activities.orders import MailOrder, MailReport
from db import mails
from db.status import load_status
from db.tables.enrolment import Application
from domain.stages import Stage
from relay import Relay
from settings import Settings
from tests.applications import Applications, now
from tests.servers import loop_aside
from tests.waiting import until
from worker import enrolment_worker
from workflows import display
from workflows.enrolment import Enrolment
from workflows.steps import MAIL_QUEUE

_serials = itertools.count(1000, 100)

SEARCH_ATTRIBUTES = (
    display.STAGE,
    display.NEEDS_ATTENTION,
    display.COMPANY_NAME,
    display.CERTIFYING_WHOLESALER,
    display.DEADLINE,
)


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    """A full Temporal server with a clock for each workflow."""
    environment: Future[WorkflowEnvironment] = Future()

    async def start() -> None:
        environment.set_result(
            await WorkflowEnvironment.start_time_skipping_v2(
                dev_server_existing_path=str(Path(get_path("scripts")) / "temporal"),
                dev_server_extra_args=[
                    "--dynamic-config-value=frontend.WorkflowTimeSkippingEnabled=true"
                ],
                search_attributes=SEARCH_ATTRIBUTES,
            )
        )

    with loop_aside() as run:
        run(start())
        yield environment.result().client.service_client.config.target_host
        run(environment.result().shutdown())


@dataclass
class Postman:
    """Takes every mail at once, and notes it as sent; refuses the kinds that it is told to."""

    sent: list[str] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    @activity.defn
    async def send_mails(self, order: MailOrder) -> MailReport:
        refused = tuple(key for key in order.keys if key.split("/")[1] in self.refuses)
        for key in order.keys:
            if await mails.claim(key, now()) is None:
                continue
            if key in refused:
                await mails.record_refused(key, "550 no such user", now())
            else:
                await mails.record_sent(key, "250 ok", now())
                self.sent.append(key.partition("/")[2])
        return MailReport(tuple(key for key in order.keys if key not in refused), refused)


@dataclass
class Life:
    """One test's world: applications in the database, their workflows, and a clock to move."""

    applications: Applications
    skipper: TimeSkipper
    relay: Relay
    postman: Postman

    def workflow(self, number: str) -> WorkflowHandle[Enrolment, Stage]:
        return self.skipper.client.get_workflow_handle_for(Enrolment.run, number)

    async def hear(self) -> None:
        """Bring what the pages recorded to the workflows."""
        await self.relay.one_round()

    async def after(self, number: str, time: timedelta) -> None:
        """Move the clock of one application, and let what falls due happen."""
        await self.skipper.fast_forward(self.workflow(number), time)

    async def reaches(self, number: str, stage: Stage) -> None:
        """Wait until an application's workflow has brought it to a stage."""

        async def there() -> bool:
            return (await load_status(number)).stage is stage

        await until(there, f"{number} at {stage}")

    async def mails_sent(self, *expected: str) -> None:
        """Wait until just these mails went out, in this order."""

        async def sent() -> bool:
            return self.postman.sent == list(expected)

        await until(sent, f"mails {expected}, not {self.postman.sent}")

    async def reaches_at_least_approval(self, number: str) -> None:
        """Wait until the wholesaler was asked, whatever came after."""

        async def there() -> bool:
            return (await load_status(number)).stage is not Stage.INVITED

        await until(there, f"{number} to leave the invitation")

    async def refused(self, key: str) -> None:
        """Wait until a mail was refused for good."""

        async def there() -> bool:
            return await mails.is_done(key)

        await until(there, f"{key} to be refused")

    async def ends(self, number: str) -> Stage:
        return await self.workflow(number).result()


@pytest.fixture
async def life(pool: str, settings: Settings, temporal_address: str) -> AsyncIterator[Life]:  # noqa: ARG001 -- it opens the database
    # Every test has a database of its own, but all share one Temporal.
    await Application.raw("SELECT setval('application_serial', {})", next(_serials))
    skipper = TimeSkipper(
        await Client.connect(temporal_address), config=TimeSkippingConfig(enabled=False)
    )
    postman = Postman()
    mail_worker = Worker(skipper.client, task_queue=MAIL_QUEUE, activities=[postman.send_mails])
    async with enrolment_worker(skipper.client, settings), mail_worker:
        yield Life(Applications(settings), skipper, Relay(skipper.client, settings.policy), postman)
        async for execution in skipper.client.list_workflows("ExecutionStatus = 'Running'"):
            await skipper.client.get_workflow_handle(execution.id).terminate("test is over")
