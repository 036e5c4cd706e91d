"""What the processes about companies and their members look like in Temporal, one by one."""

from datetime import timedelta
from unittest.mock import patch

from db.access.answers import stop
from db.companies.cancellations import undo_cancellation
from db.companies.company_changes import withdraw_company_change
from domain.companies.company_change import ChangeChoice
from domain.durations import Duration
from rig.applications import now
from rig.companies import ADMINISTRATORS, AT_ONCE, cancellation_begun, decide, other_manager
from rig.workflows.life import Life
from tests.workflows.test_access_change import address_begun, confirmed, removal_begun
from tests.workflows.test_cancellation import begun
from tests.workflows.test_company_change import asked_for
from tests.workflows.test_correspondence import letters_queued
from workflows.correspondence import BATCH_SIZE
from workflows.purge import Purge
from workflows.steps import ENROLMENT_QUEUE


async def correspondence_in_three_rounds(life: Life) -> str:
    return await letters_queued(life, 2 * BATCH_SIZE + 1)


async def change_approved(life: Life) -> str:
    _, change_id = await asked_for(life)
    await decide(change_id, ChangeChoice.APPROVE)
    return f"change-{change_id}"


async def change_declined_after_another_alert(life: Life) -> str:
    with patch("db.companies.steps.BETWEEN_ALERTS", Duration(2, "s")):
        _, change_id = await asked_for(life)
        await life.has_sent("company_change_alert/2")
        await decide(change_id, ChangeChoice.DECLINE, "登記簿と異なります。")
    return f"change-{change_id}"


async def change_withdrawn(life: Life) -> str:
    ids, change_id = await asked_for(life)
    await withdraw_company_change(ids.company_id, ids.account_id, now())
    return f"change-{change_id}"


async def cancellation_undone(life: Life) -> str:
    ids, number = await begun(life)
    await undo_cancellation(ids.company_id, ids.account_id, now())
    return f"cancellation-{number}"


async def cancellation_ended_after_the_reminder(life: Life) -> str:
    with patch("domain.companies.cancellation.REMINDER_BEFORE", timedelta(seconds=2)):
        _, number = await begun(life, Duration(5, "s"))
        await life.has_sent_kind("cancellation_reminder")
    return f"cancellation-{number}"


async def access_change_made_after_the_wait(life: Life) -> str:
    ids, change = await address_begun(life, Duration(4, "s"))
    await confirmed(life, ids)
    return change.process


async def access_change_stopped_by_the_company(life: Life) -> str:
    ids, change = await removal_begun(life)
    await life.has_sent_kind("access_change_asked")
    await stop(change.change_id, ids.account_id, ADMINISTRATORS, now())
    return change.process


async def access_change_that_nobody_could_be_told_of(life: Life) -> str:
    life.postman.refuses.add("access_change_asked")
    with patch("domain.companies.access_change.LAPSES_AFTER", timedelta(seconds=4)):
        _, change = await removal_begun(life, Duration(2, "s"))
        await life.has_sent("access_change_alert/2")
        await life.skipper.client.get_workflow_handle(change.process).result()
    return change.process


async def purge_of_an_application_and_a_company(life: Life) -> str:
    withdrawn = await life.applications.withdrawing()
    number = await cancellation_begun(await other_manager(life.applications), AT_ONCE, AT_ONCE)
    await life.hear()
    await life.ends(withdrawn)
    client = life.skipper.client
    await client.get_workflow_handle(f"cancellation-{number}").result()
    await client.execute_workflow(Purge.run, id="purge", task_queue=ENROLMENT_QUEUE)
    return "purge"


MEMBER_SHAPES = (
    correspondence_in_three_rounds,
    change_approved,
    change_declined_after_another_alert,
    change_withdrawn,
    cancellation_undone,
    cancellation_ended_after_the_reminder,
    access_change_made_after_the_wait,
    access_change_stopped_by_the_company,
    access_change_that_nobody_could_be_told_of,
    purge_of_an_application_and_a_company,
)
