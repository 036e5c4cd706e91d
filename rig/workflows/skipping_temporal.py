"""A full Temporal server with a clock for each workflow, which tests can move."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from sysconfig import get_path

from temporalio.testing import WorkflowEnvironment

from rig.servers import loop_aside
from workflows.namespace import SEARCH_ATTRIBUTE_KEYS

REPORTED_AFTER = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute"

LONG_HISTORY = "limit.historyCount.suggestContinueAsNew"


@contextmanager
def start_skipping_temporal(*, long_history: int = 4096) -> Iterator[str]:
    """Run it while the block lasts, and give its address.

    `long_history`: at so many events a workflow is told to go on in a new history.
    """
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
                    # A workflow whose code fails is reported, in embedded/temporal.py when it fails
                    # twice, for which a test would wait ten seconds.
                    f"--dynamic-config-value={REPORTED_AFTER}=1",
                    # What was closed can be deleted at once, not after up to 30 s.
                    '--dynamic-config-value=history.transferProcessorUpdateAckInterval="100ms"',
                    f"--dynamic-config-value={LONG_HISTORY}={long_history}",
                ],
                search_attributes=SEARCH_ATTRIBUTE_KEYS,
            )
        )

    with loop_aside() as run:
        run(start())
        yield environment.result().client.service_client.config.target_host
        run(environment.result().shutdown())
