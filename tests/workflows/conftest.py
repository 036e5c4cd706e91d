"""A Temporal server whose time can be moved, and a worker on it for each test."""

import itertools
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from pathlib import Path
from sysconfig import get_path

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment
from temporalio.worker import Worker

from db.tables.enrolment import Application
from relay.delivery import Relay
from settings import Settings
from tests.applications import Applications
from tests.servers import loop_aside
from tests.workflows.life import SEARCH_ATTRIBUTES, Life, Postman
from worker import enrolment_worker
from workflows.steps import MAIL_QUEUE

_serials = itertools.count(1000, 100)


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
