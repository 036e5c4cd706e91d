"""Workflows that do not go by the facts are found, whatever brought that about, and mended."""

import pytest
from temporalio.client import WorkflowExecutionStatus

from db.companies.cancellations import load_cancellation
from db.differences import count_left
from db.enrolment.facts import load_facts
from db.imports.runs import resume_run, stop_run
from db.tables.operation import AuditEvent, Mail, Outbox
from domain.companies.access_change import AccessStage
from domain.enrolment.stages import Stage
from domain.out_of_step import DifferenceKind
from relay.reconciling import NotAtHomeError, Reconciler
from relay.schedules import SCHEDULES, keep_schedules
from rig.applications import WHY, another_form, now
from rig.companies import cancellation_begun, change_asked_for
from rig.databases import administer
from rig.members import id_manager
from rig.waiting import until
from rig.workflows.life import Life
from tests.console.imports.test_workflow import ends, sent, working
from tests.relay.runs import status_of
from tests.workflows.comparing import at_rest, compare, differs, lost_on_the_way, mended
from tests.workflows.test_access_change import removal_begun, workflow

BEHIND, OVER = DifferenceKind.BEHIND, DifferenceKind.OVER
RUNNING = WorkflowExecutionStatus.RUNNING


async def asked(life: Life, mail_address: str = "a@one.example") -> str:
    """The contact was asked, and everybody has heard of everything."""
    number = await life.applications.invited(mail_address)
    await life.applications.submit(number, another_form())
    await life.hear()
    await life.reaches(number, Stage.AWAITING_APPROVAL)
    await life.has_sent("approval_request/1")
    await at_rest(life, number)
    return number


async def mends_of(process: str) -> list[str]:
    """How commands mended a process, by the audit log."""
    rows = await (
        AuditEvent.select(AuditEvent.details)
        .where(AuditEvent.tag == "operator:process:mend")
        .order_by(AuditEvent.id)
        .output(load_json=True)
    )
    return [row["details"]["last_end"] for row in rows if row["details"]["process"] == process]


async def test_where_all_go_by_the_facts_nothing_is_found_at_any_stage(life: Life) -> None:
    manager = await id_manager(life.applications)
    await life.applications.invited("i@two.example")
    await life.applications.under_review("r@three.example")
    await asked(life, "w@four.example")
    await change_asked_for(manager)
    await cancellation_begun(manager)
    await life.hear()
    await differs(life, {})
    assert set((await count_left()).values()) == {0}


async def test_what_people_did_and_no_workflow_heard_of_is_done(life: Life) -> None:
    number = await asked(life)
    await life.applications.approve(number)
    await lost_on_the_way()
    await differs(life, {number: BEHIND})
    assert (await count_left())[BEHIND] == 1
    await mended(life, {number: BEHIND})
    assert await life.ends(number) is Stage.ENROLLED
    assert await mends_of(number) == ["behind"]
    assert (await count_left())[BEHIND] == 0


async def test_twice_is_once(life: Life) -> None:
    number = await asked(life)
    await life.applications.approve(number)
    await lost_on_the_way()
    await mended(life, {number: BEHIND})
    await life.reaches(number, Stage.ENROLLED)
    await differs(life, {})
    assert (await compare(life, mend=True)).found == ()
    assert await mends_of(number) == ["behind"]


async def test_an_application_that_was_closed_elsewhere_ends(life: Life) -> None:
    number = await asked(life)
    await Outbox.raw("UPDATE application SET stage = 'withdrawn', closed_at = now()")
    await Mail.raw("UPDATE mail SET state = 'void', finished_at = now() WHERE state = 'queued'")
    await mended(life, {number: OVER})
    assert await status_of(life.skipper.client, number) is WorkflowExecutionStatus.TERMINATED
    assert await mends_of(number) == ["over"]


async def test_what_was_deleted_is_forgotten_with_its_history(life: Life) -> None:
    number = await life.applications.invited("a@one.example")
    await life.applications.invited("b@two.example")
    await life.hear()
    await life.has_sent("invitation/1")
    await Outbox.raw("DELETE FROM application WHERE application_number = {}", number)
    await mended(life, {number: DifferenceKind.UNKNOWN})

    async def is_gone() -> bool:
        return await status_of(life.skipper.client, number) is None

    await until(is_gone, "Temporal to have forgotten it")
    assert await mends_of(number) == ["unknown"]


async def test_of_a_database_that_is_a_backup_nothing_is_mended(life: Life) -> None:
    """Numbers could be given twice, until `inforex restored` has moved them on."""
    behind = await asked(life)
    lost = await life.applications.invited("b@two.example")
    await life.hear()
    await Outbox.raw("DELETE FROM application WHERE application_number = {}", lost)
    await life.applications.approve(behind)
    await lost_on_the_way()
    expected = {behind: BEHIND, lost: DifferenceKind.LOST}
    await differs(life, expected)
    compared = await compare(life, mend=True)
    assert compared.left == compared.found
    assert await status_of(life.skipper.client, lost) is RUNNING
    assert await mends_of(behind) == []
    left = {kind: count for kind, count in (await count_left()).items() if count}
    assert left == {BEHIND: 1, DifferenceKind.LOST: 1}


@pytest.mark.parametrize("how", ["undone_at", "ended_at"])
async def test_a_cancellation_that_is_over_is_not_waited_for(life: Life, how: str) -> None:
    number = await cancellation_begun(await id_manager(life.applications))
    process = f"cancellation-{number}"
    await life.hear()
    await differs(life, {})
    await Outbox.raw(f"UPDATE cancellation SET {how} = now()")  # noqa: S608 -- of this test
    await mended(life, {process: OVER})
    assert (await load_cancellation(number)).stage.value == how.removesuffix("_at")


async def test_a_change_that_was_decided_is_made(life: Life) -> None:
    number = await change_asked_for(await id_manager(life.applications))
    await life.hear()
    await differs(life, {})
    await Outbox.raw("UPDATE company_change SET choice = 'decline', decided_at = now()")
    await mended(life, {f"change-{number}": BEHIND})

    async def is_closed() -> bool:
        return bool(await Outbox.raw("SELECT FROM company_change WHERE closed_at IS NOT NULL"))

    await until(is_closed, "the decision to be carried out")


async def test_a_mail_that_a_workflow_believes_to_have_sent_goes(life: Life) -> None:
    """As after a restore of the database alone: the same mail is queued once more."""
    number = await asked(life)
    await Mail.raw(
        "UPDATE mail SET state = 'queued', finished_at = NULL, attempts = 0, claimed_until = NULL,"
        " queued_at = now() - interval '1 hour' WHERE kind = 'approval_request'"
    )
    await mended(life, {number: BEHIND})

    async def went_twice() -> bool:
        return life.postman.sent.count("approval_request/1") == 2

    await until(went_twice, "the mail to go once more")


async def test_a_deadline_that_passed_long_ago_ends_the_wait(life: Life) -> None:
    number = await asked(life)
    await Outbox.raw("UPDATE application SET deadline = now() - interval '11 minutes'")
    await mended(life, {number: BEHIND})
    await life.reaches(number, Stage.LAPSED)


async def test_an_import_that_was_resumed_goes_on(life: Life) -> None:
    run = await sent()
    await stop_run(run.id, WHY, now())
    async with working(life):
        await life.relay.nudge(run.process)
        await at_rest(life, run.process)
        await lost_on_the_way()
        await differs(life, {})
        await resume_run(run.id, WHY, now())
        await lost_on_the_way()
        await mended(life, {run.process: BEHIND})
        await ends(life, run)


async def test_a_change_of_access_that_was_agreed_to_is_made(life: Life) -> None:
    _, change = await removal_begun(life)
    await at_rest(life, change.process)
    await differs(life, {})
    await Outbox.raw("UPDATE access_change SET agreed_at = now()")
    await mended(life, {change.process: BEHIND})
    assert await workflow(life, change).result() is AccessStage.DONE


async def test_what_is_missing_is_started_at_once_however_often_it_ended(life: Life) -> None:
    number = await asked(life)
    for nth in range(3):
        await life.workflow(number).terminate("by an operator")
        await differs(life, {number: DifferenceKind.MISSING})
        assert (await compare(life, mend=True)).left == ()
        assert len(await mends_of(number)) == nth + 1
    assert await status_of(life.skipper.client, number) is RUNNING


async def test_what_is_about_to_be_heard_or_done_is_no_difference(life: Life) -> None:
    number = await asked(life)
    await life.applications.approve(number)
    assert (await compare(life, mend=True)).found == ()
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED


async def test_a_step_that_fails_is_left_to_be_tried_again(life: Life, owner_url: str) -> None:
    number = await asked(life)
    await administer(owner_url, "ALTER TABLE account RENAME COLUMN person_name TO was")
    await life.applications.approve(number)
    await life.hear()
    for _ in range(3):
        assert (await compare(life, mend=True)).found == ()
    assert (await load_facts(number)).stage is Stage.APPROVED
    await administer(owner_url, "ALTER TABLE account RENAME COLUMN was TO person_name")
    await life.reaches(number, Stage.ENROLLED)


async def test_what_cannot_be_undone_is_left_to_a_command(life: Life) -> None:
    number = await life.applications.invited("a@one.example")
    await life.applications.invited("b@two.example")
    await life.hear()
    await at_rest(life, number)
    await Outbox.raw("DELETE FROM application WHERE application_number = {}", number)
    await differs(life, {number: DifferenceKind.UNKNOWN})
    hourly = Reconciler(life.skipper.client, life.applications.settings.policy)
    assert len((await hourly.compare(mend=True)).left) == 1
    assert await status_of(life.skipper.client, number) is RUNNING


async def test_in_another_temporal_nothing_is_compared(life: Life) -> None:
    await life.loses_temporal()
    with pytest.raises(NotAtHomeError):
        await compare(life, mend=True)


async def test_it_is_looked_at_every_hour(life: Life) -> None:
    await keep_schedules(life.skipper.client)
    schedule = life.skipper.client.get_schedule_handle("reconcile")
    times = (await schedule.describe()).info.next_action_times
    assert {at.minute for at in times} == {20}
    assert (times[1] - times[0]).total_seconds() == 3600
    number = await asked(life)
    await life.applications.approve(number)
    await lost_on_the_way()
    await schedule.trigger()
    await life.reaches(number, Stage.ENROLLED)
    rows = await AuditEvent.select().where(AuditEvent.tag == "workflow:process:restart")
    assert len(rows) == 1
    for name in SCHEDULES:
        await life.skipper.client.get_schedule_handle(name).delete()
