"""A Temporal server whose time can be moved, and a worker on it for each test."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from sysconfig import get_path

import pytest
from temporalio.testing import WorkflowEnvironment

from settings import Settings
from tests.servers import loop_aside
from tests.workflows.life import SEARCH_ATTRIBUTES, Life, open_life

REPORTED_AFTER = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute"


@pytest.fixture(scope="session")
def temporal_address() -> Iterator[str]:
    """A full Temporal server with a clock for each workflow."""
    environment: Future[WorkflowEnvironment] = Future()

    async def start() -> None:
        environment.set_result(
            await WorkflowEnvironment.start_time_skipping_v2(
                dev_server_existing_path=str(Path(get_path("scripts")) / "temporal"),
                dev_server_startup_timeout=timedelta(seconds=30),
                dev_server_extra_args=[
                    "--dynamic-config-value=frontend.WorkflowTimeSkippingEnabled=true",
                    # As in embedded/temporal.py: or a worker may never stop.
                    "--dynamic-config-value=frontend.enableCancelWorkerPollsOnShutdown=false",
                    # A workflow whose code fails twice is reported, as embedded/temporal.py has it.
                    f"--dynamic-config-value={REPORTED_AFTER}=2",
                    # What was closed can be deleted at once, not after up to 30 s.
                    '--dynamic-config-value=history.transferProcessorUpdateAckInterval="100ms"',
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
    async with open_life(temporal_address, settings) as life:
        yield life
