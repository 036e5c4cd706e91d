"""The worker process: workflows, activities and the relay; drains on SIGTERM."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio import FIRST_COMPLETED
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import Worker, WorkerDeploymentConfig

from activities.enrolment import EnrolmentActivities
from activities.mails import MailActivities
from db.engine import database
from relay.connection import wait_for_temporal
from relay.delivery import Relay
from settings import Settings, WorkerIdentity, WrongSettingError
from workflows.enrolment import Enrolment
from workflows.steps import ENROLMENT_QUEUE, MAIL_QUEUE

DEPLOYMENT = "inforex-enrolment"
DRAIN = timedelta(seconds=30)

# A slow mail server never takes more than these places; records have a queue of their own.
MAILS_AT_ONCE = 20


def enrolment_worker(client: Client, settings: Settings) -> Worker:
    """Runs workflows and the steps that are records."""
    steps = EnrolmentActivities(settings)
    return Worker(
        client,
        task_queue=ENROLMENT_QUEUE,
        workflows=[Enrolment],
        activities=[
            steps.where_the_facts_stand,
            steps.remind_of_invitation,
            steps.expire_invitation,
            steps.ask_wholesaler,
            steps.issue_ids,
            steps.close_declined,
            steps.close_lapsed,
        ],
        graceful_shutdown_timeout=DRAIN,
        deployment_config=_deployment(settings.worker),
    )


def mail_worker(client: Client, settings: Settings) -> Worker:
    """Sends mails, and nothing else."""
    return Worker(
        client,
        task_queue=MAIL_QUEUE,
        activities=[MailActivities(settings).send_mails],
        max_concurrent_activities=MAILS_AT_ONCE,
        graceful_shutdown_timeout=DRAIN,
        deployment_config=_deployment(settings.worker),
    )


def _deployment(worker: WorkerIdentity) -> WorkerDeploymentConfig | None:
    """With a build id, Temporal hands running applications to the release that is set current.

    They all move on to it, at a moment when none is inside a task; the recorded histories are
    replayed in the tests so that they can.
    """
    if worker.build_id is None:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(DEPLOYMENT, worker.build_id),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


def _runtime(worker: WorkerIdentity) -> Runtime | None:
    if worker.metrics_address is None:
        return None
    metrics = PrometheusConfig(bind_address=worker.metrics_address)
    return Runtime(telemetry=TelemetryConfig(metrics=metrics))


async def run(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C, then finish what was begun."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    work = asyncio.create_task(_work(settings))
    await asyncio.wait([work, asyncio.create_task(stop.wait())], return_when=FIRST_COMPLETED)
    work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def _work(settings: Settings) -> None:
    client = await wait_for_temporal(_runtime(settings.worker))
    async with (
        database(settings.database_url),
        enrolment_worker(client, settings),
        mail_worker(client, settings),
    ):
        await Relay(client, settings.policy).run()


def main() -> int:
    try:
        settings = Settings.from_environment(os.environ)
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    asyncio.run(run(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
