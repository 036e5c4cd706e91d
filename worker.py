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
import uvloop
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import Worker, WorkerDeploymentConfig

from activities.access import AccessActivities
from activities.audit import AuditActivities
from activities.company import CompanyActivities
from activities.digest import DigestActivities
from activities.discretion import DiscreetFailures
from activities.enrolment import EnrolmentActivities
from activities.heartbeat import BETWEEN_BEATS
from activities.imports import ImportActivities
from activities.mails import MailActivities
from activities.purge import PurgeActivities
from activities.reconciling import ReconcilingActivities
from activities.unknown import unknown_step
from activities.watching import WatchedSteps
from clock import utc_now
from db.engine import database
from logs import log_as_json, trouble_of
from mail.bounces.maildir import BounceMaildir
from relay.bounces import Bounces
from relay.connection import TEMPORAL_TROUBLE
from relay.deadlock_timeout import with_longer_deadlock_timeout
from relay.delivery import Relay
from relay.leaving import leave
from relay.making import prepare
from relay.past import wait_until_taken_up
from relay.reconciling import Reconciler
from relay.replaying import AROUND_WORKFLOWS
from relay.rounds import end_if_cancelled
from relay.sealing import Sealer
from relay.stuck_tasks import StuckTasks
from relay.telemetry import worker_runtime
from relay.temporal_figures import TemporalFigures
from relay.watch import GAUGE, GAUGE_SAYS, Watch
from relay.worker_health import WorkerHealth
from settings import Settings, WorkerIdentity, WrongSettingError
from tracing.collector import telling_a_collector
from workflows.console_links import ConsoleLinks
from workflows.imports import IMPORT_QUEUE
from workflows.mails import MAIL_QUEUE
from workflows.patches import begins
from workflows.registry import WORKFLOWS
from workflows.steps import ENROLMENT_QUEUE

DEPLOYMENT = "inforex-enrolment"
DRAIN = timedelta(seconds=30)
TO_STOP = timedelta(seconds=5)
"""How much longer than `DRAIN` it may take until nothing runs any more."""

BEFORE_ANOTHER_BEGINNING = 1.0

log = structlog.get_logger()

# The first is the outermost.
TRACED, ENDURING = AROUND_WORKFLOWS
INTERCEPTORS = (TRACED, WatchedSteps(), DiscreetFailures(), ENDURING)

# A slow mail server never takes more than these places; records have a queue of their own.
MAIL_CONCURRENCY = 20

SIGNS_OF_LIFE = timedelta(seconds=BETWEEN_BEATS)
"""Each goes on to Temporal: the SDK alone passes one on after four fifths of the longest wait."""

CACHED = 1_000
"""Workflows kept in memory, some 140 kB each; one that is not is replayed when it has news."""

RECORDS_AT_ONCE = 20
"""As many as there are connections: more would wait for one, and hold up their workflows."""


def enrolment_worker(
    client: Client, settings: Settings, clock: Callable[[], datetime] = utc_now
) -> Worker:
    """Runs workflows and the steps that are records."""
    worker = Worker(
        client,
        task_queue=ENROLMENT_QUEUE,
        workflows=WORKFLOWS,
        activities=[
            *EnrolmentActivities(settings, clock).steps,
            *CompanyActivities(settings, clock).steps,
            *AccessActivities(settings, clock).steps,
            *PurgeActivities(settings, client, clock).steps,
            *DigestActivities(settings, clock).steps,
            *AuditActivities(client, settings.link_keys, clock).steps,
            *ReconcilingActivities(Reconciler(client, settings.policy, clock).see_to_all).steps,
            unknown_step,
        ],
        max_cached_workflows=CACHED,
        max_concurrent_local_activities=RECORDS_AT_ONCE,
        interceptors=(*INTERCEPTORS, ConsoleLinks(settings.base_url)),
        max_heartbeat_throttle_interval=SIGNS_OF_LIFE,
        graceful_shutdown_timeout=DRAIN,
        deployment_config=_deployment(settings.worker),
        patch_activation_callback=begins,
    )
    return with_longer_deadlock_timeout(worker)


def mail_worker(client: Client, settings: Settings) -> Worker:
    """Sends mails, and nothing else."""
    mails = MailActivities(settings)
    return Worker(
        client,
        task_queue=MAIL_QUEUE,
        activities=[mails.send_mails, mails.send_letters, unknown_step],
        max_concurrent_activities=MAIL_CONCURRENCY,
        interceptors=INTERCEPTORS,
        max_heartbeat_throttle_interval=SIGNS_OF_LIFE,
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
        max_heartbeat_throttle_interval=SIGNS_OF_LIFE,
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
    """Work whenever Temporal is ready for it; wait where it is not yet, or no longer."""
    temporal = _watch(settings.worker)
    health = WorkerHealth(temporal)
    async with database(settings.database_url), health.answering(settings.worker.health_address):
        while True:
            client = await temporal.ready_client()
            try:
                await wait_until_taken_up(client)
                await _serve(client, settings, temporal, health)
            except TEMPORAL_TROUBLE as trouble:
                log.warning("worker.begins_again", tried="to take tasks", **trouble_of(trouble))
                end_if_cancelled()
            await asyncio.sleep(BEFORE_ANOTHER_BEGINNING)


def _watch(worker: WorkerIdentity) -> Watch:
    runtime = worker_runtime(worker.metrics_address)
    gauge = runtime.metric_meter.create_gauge(GAUGE, GAUGE_SAYS)
    return Watch(prepare, gauge.set, runtime)


async def _serve(client: Client, settings: Settings, temporal: Watch, health: WorkerHealth) -> None:
    """Take tasks and go the rounds until cancelled, or until there is another client to do it by.

    Raises what ended one of them.
    """
    workers = [
        enrolment_worker(client, settings),
        mail_worker(client, settings),
        import_worker(client, settings),
    ]
    serving = [asyncio.create_task(worker.run()) for worker in workers]
    rounds = [asyncio.create_task(each) for each in _rounds(client, settings, temporal)]
    health.serving = True
    try:
        ended, _ = await asyncio.wait([*serving, *rounds], return_when=FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        health.serving = False
        for task in rounds:
            task.cancel()
        # Together: one after the other, the last would take new tasks while the first drains.
        drained = [asyncio.create_task(worker.shutdown()) for worker in workers]
        all_ended = asyncio.gather(*drained, *serving, *rounds, return_exceptions=True)
        await asyncio.wait([all_ended], timeout=(DRAIN + TO_STOP).total_seconds())


def _rounds(
    client: Client, settings: Settings, temporal: Watch
) -> list[Coroutine[None, None, None]]:
    """What a worker looks for again and again: news, what nobody drives, mails that came back."""
    rounds = [
        temporal.run_with(client),
        Relay(client, settings.policy).run(),
        Reconciler(client, settings.policy).run(),
        StuckTasks(client).run(),
        TemporalFigures(client).run(),
        Sealer(settings.link_keys).run(),
    ]
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
    with (
        telling_a_collector("inforex-worker", wanted=settings.traces),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(run(settings))
    return 0


if __name__ == "__main__":
    leave(main())
