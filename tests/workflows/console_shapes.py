"""What the processes of the console look like in Temporal, one by one."""

from datetime import datetime, timedelta

from temporalio.worker import Worker

from activities.audit import AuditActivities
from activities.digest import DigestActivities
from activities.reconciling import ReconcilingActivities
from db.console.acts_on_request import extend_deadline
from domain.business_calendar import JST
from relay.deadlock_timeout import with_longer_deadlock_timeout
from relay.reconciling import Reconciler
from rig.applications import WHY, now
from rig.workflows.life import Life
from rig.workflows.serving import serving
from tests.console.imports.test_workflow import ends, sent, working
from workflows.audit import Audit
from workflows.digest import HelpdeskDigest
from workflows.reconciliation import Reconciliation

QUEUE, HOURLY, NIGHTLY = "digest", "reconcile", "audit"
TUESDAY = datetime(2026, 11, 24, 8, 45, tzinfo=JST)


async def approved_after_the_deadline_was_extended(life: Life) -> str:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await extend_deadline(number, now() + timedelta(days=20), WHY, now())
    await life.hear()
    await life.applications.approve(number)
    return number


async def import_of_a_file(life: Life) -> str:
    run = await sent()
    async with working(life):
        await life.relay.nudge(run.process)
        await ends(life, run)
    return run.process


async def digest_of_a_morning(life: Life) -> str:
    client = life.skipper.client
    steps = DigestActivities(life.applications.settings, lambda: TUESDAY).steps
    worker = Worker(client, task_queue=QUEUE, workflows=[HelpdeskDigest], activities=steps)
    async with serving(with_longer_deadlock_timeout(worker)):
        await client.execute_workflow(HelpdeskDigest.run, id=QUEUE, task_queue=QUEUE)
    return QUEUE


async def comparison_of_an_hour(life: Life) -> str:
    client, policy = life.skipper.client, life.applications.settings.policy
    await life.applications.invited()
    await life.hear()
    steps = ReconcilingActivities(Reconciler(client, policy).see_to_all).steps
    worker = Worker(client, task_queue=HOURLY, workflows=[Reconciliation], activities=steps)
    async with serving(with_longer_deadlock_timeout(worker)):
        await client.execute_workflow(Reconciliation.run, id=HOURLY, task_queue=HOURLY)
    return HOURLY


async def audit_of_a_night(life: Life) -> str:
    client = life.skipper.client
    steps = AuditActivities(client, life.applications.settings.link_keys, now).steps
    worker = Worker(client, task_queue=NIGHTLY, workflows=[Audit], activities=steps)
    async with serving(with_longer_deadlock_timeout(worker)):
        await client.execute_workflow(Audit.run, id=NIGHTLY, task_queue=NIGHTLY)
    return NIGHTLY


CONSOLE_SHAPES = (
    approved_after_the_deadline_was_extended,
    import_of_a_file,
    digest_of_a_morning,
    comparison_of_an_hour,
    audit_of_a_night,
)
