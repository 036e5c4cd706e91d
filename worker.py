"""The worker process: workflows, activities and the relay; drains on SIGTERM."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio import FIRST_COMPLETED
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta

import structlog
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import Worker, WorkerDeploymentConfig

from activities.company import CompanyActivities
from activities.digest import DigestActivities
from activities.discretion import DiscreetFailures
from activities.enrolment import EnrolmentActivities, utc_now
from activities.imports import ImportActivities
from activities.mails import MailActivities
from activities.purge import PurgeActivities
from activities.unknown import unknown_step
from activities.watching import WatchedSteps
from db.engine import database
from logs import log_as_json
from mail.bounces.maildir import BounceMaildir
from relay.bounces import Bounces
from relay.connection import wait_for_temporal
from relay.delivery import Relay
from relay.stuck_tasks import StuckTasks
from settings import Settings, WorkerIdentity, WrongSettingError
from workflows.cancellation import Cancellation
from workflows.company_change import CompanyChange
from workflows.correspondence import Correspondence
from workflows.digest import HelpdeskDigest
from workflows.endurance import EnduringWorkflows
from workflows.enrolment import Enrolment
from workflows.imports import IMPORT_QUEUE, FileImport
from workflows.late_mails import LateMails
from workflows.mails import MAIL_QUEUE
from workflows.purge import Purge
from workflows.steps import ENROLMENT_QUEUE

DEPLOYMENT = "inforex-enrolment"
DRAIN = timedelta(seconds=30)
TO_STOP = timedelta(seconds=5)
"""How much longer than `DRAIN` it may take until nothing runs any more."""

log = structlog.get_logger()

INTERCEPTORS = (WatchedSteps(), DiscreetFailures(), EnduringWorkflows())

# A slow mail server never takes more than these places; records have a queue of their own.
MAILS_AT_ONCE = 20


def enrolment_worker(
    client: Client, settings: Settings, clock: Callable[[], datetime] = utc_now
) -> Worker:
    """Runs workflows and the steps that are records."""
    return Worker(
        client,
        task_queue=ENROLMENT_QUEUE,
        workflows=[
            Enrolment,
            LateMails,
            Correspondence,
            CompanyChange,
            Cancellation,
            Purge,
            FileImport,
            HelpdeskDigest,
        ],
        activities=[
            *EnrolmentActivities(settings, clock).steps,
            *CompanyActivities(settings, clock).steps,
            *PurgeActivities(settings, client, clock).steps,
            *DigestActivities(settings, clock).steps,
            unknown_step,
        ],
        interceptors=INTERCEPTORS,
        graceful_shutdown_timeout=DRAIN,
        deployment_config=_deployment(settings.worker),
    )


def mail_worker(client: Client, settings: Settings) -> Worker:
    """Sends mails, and nothing else."""
    mails = MailActivities(settings)
    return Worker(
        client,
        task_queue=MAIL_QUEUE,
        activities=[mails.send_mails, mails.send_letters, unknown_step],
        max_concurrent_activities=MAILS_AT_ONCE,
        interceptors=INTERCEPTORS,
        graceful_shutdown_timeout=DRAIN,
        deployment_config=_deployment(settings.worker),
    )


def import_worker(
    client: Client, settings: Settings, clock: Callable[[], datetime] = utc_now
) -> Worker:
    """Takes files in, one at a time, so that they never hold up the rest."""
    return Worker(
        client,
        task_queue=IMPORT_QUEUE,
        activities=[ImportActivities(clock).take_in_sent, unknown_step],
        max_concurrent_activities=1,
        interceptors=INTERCEPTORS,
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
    await asyncio.wait([work], timeout=(DRAIN + TO_STOP).total_seconds())
    if not work.done():
        # With Temporal away, polls of its workers may never end. All that was begun is in the
        # database, or is begun again elsewhere.
        log.warning("worker.left_before_all_had_ended")
        os._exit(1)
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def _work(settings: Settings) -> None:
    client = await wait_for_temporal(_runtime(settings.worker))
    async with (
        database(settings.database_url),
        enrolment_worker(client, settings) as enrolment,
        mail_worker(client, settings) as mails,
        import_worker(client, settings) as imports,
    ):
        try:
            await asyncio.gather(*_rounds(client, settings))
        finally:
            # Together: one after the other, the last would take new tasks while the first drains.
            await asyncio.gather(enrolment.shutdown(), mails.shutdown(), imports.shutdown())


def _rounds(client: Client, settings: Settings) -> list[Coroutine[None, None, None]]:
    """What a worker looks for again and again: news, what is stuck, and mails that came back."""
    rounds = [Relay(client, settings.policy).run(), StuckTasks(client).run()]
    if settings.bounce_maildir is not None:
        rounds.append(Bounces(BounceMaildir(settings.bounce_maildir), settings.link_keys).run())
    return rounds


def main() -> int:
    try:
        settings = Settings.from_environment(os.environ)
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    log_as_json()
    asyncio.run(run(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
