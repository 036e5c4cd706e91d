"""A new release takes over the applications that are under way."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from sysconfig import get_path

import pytest
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment

from domain.enrolment.stages import Stage
from relay.delivery import Relay
from rig.applications import Applications
from rig.waiting import until
from rig.workflows.life import Life, Postman
from rig.workflows.serving import serving
from settings import Settings, WorkerIdentity
from worker import DEPLOYMENT, enrolment_worker
from workflows.namespace import SEARCH_ATTRIBUTE_KEYS


async def set_current(client: Client, build_id: str) -> None:
    """What an operator does with `temporal worker deployment set-current-version`."""

    async def done() -> bool:
        try:
            await client.workflow_service.set_worker_deployment_current_version(
                SetWorkerDeploymentCurrentVersionRequest(
                    namespace=client.namespace, deployment_name=DEPLOYMENT, build_id=build_id
                )
            )
        except RPCError:  # the server has not seen the worker yet
            return False
        return True

    await until(done, f"{build_id} to be current")


def release(client: Client, settings: Settings, build_id: str) -> AbstractAsyncContextManager[None]:
    identity = WorkerIdentity(build_id=build_id, metrics_address=None)
    return serving(enrolment_worker(client, replace(settings, worker=identity)))


@pytest.mark.usefixtures("pool")
async def test_a_new_release_goes_on_with_what_the_old_one_began(settings: Settings) -> None:
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(Path(get_path("scripts")) / "temporal"),
        search_attributes=SEARCH_ATTRIBUTE_KEYS,
    )
    async with environment:
        client = environment.client
        postman = Postman(settings.policy)
        skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
        life = Life(Applications(settings), skipper, Relay(client, settings.policy), postman)
        async with serving(postman.worker(client)):
            async with release(client, settings, "2026.11"):
                await set_current(client, "2026.11")
                number = await life.applications.awaiting_approval()
                await life.hear()
                await life.has_sent("approval_request/1")
            async with release(client, settings, "2026.12"):
                await set_current(client, "2026.12")
                await life.applications.approve(number)
                await life.hear()
                assert await life.ends(number) is Stage.ENROLLED
