"""The nightly purge, in the database and in Temporal (S43)."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from db.tables.companies import Company
from db.tables.enrolment import Application
from domain.business_calendar import JST
from domain.durations import Duration
from domain.enrolment.policy import PurgePolicy
from domain.enrolment.stages import Stage
from relay.schedules import keep_schedules
from rig.applications import APPLICANT
from rig.companies import AT_ONCE, cancellation_begun, change_asked_for
from rig.members import id_manager
from rig.waiting import until
from rig.workflows.life import Life, open_life
from settings import Settings
from workflows.late_mails import LateMails
from workflows.messages import StartLateMails
from workflows.purge import Purge
from workflows.steps import ENROLMENT_QUEUE

NOTHING_KEPT = PurgePolicy(Duration(0, "s"), Duration(0, "s"), Duration(0, "s"))


@pytest.fixture
async def forgetful(pool: str, settings: Settings, temporal_address: str) -> AsyncIterator[Life]:  # noqa: ARG001 -- it opens the database
    """A life in which whatever is over is due at once."""
    async with open_life(temporal_address, replace(settings, purge=NOTHING_KEPT)) as life:
        yield life


async def purge(life: Life, name: str) -> None:
    """Run the purge once, to its end."""
    client = life.skipper.client
    await client.execute_workflow(Purge.run, id=name, task_queue=ENROLMENT_QUEUE)


async def is_known(client: Client, process: str) -> bool:
    """Whether Temporal has anything of this process."""
    try:
        await client.get_workflow_handle(process).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def forgotten(client: Client, process: str) -> None:
    """Wait until Temporal, which deletes a moment later, has nothing of a process any more."""

    async def gone() -> bool:
        return not await is_known(client, process)

    await until(gone, f"{process} to be forgotten")


async def listed(client: Client, process: str) -> None:
    """Wait until Temporal's lists show a process, as they do long before any purge."""

    async def there() -> bool:
        return bool([run async for run in client.list_workflows(f"WorkflowId = '{process}'")])

    await until(there, f"{process} in the list")


async def test_s43_purge_leaves_nothing_of_an_application_in_temporal(forgetful: Life) -> None:
    number = await forgetful.applications.withdrawing()
    await forgetful.hear()
    assert await forgetful.ends(number) is Stage.WITHDRAWN
    client, late = forgetful.skipper.client, f"{number}-mails-7"
    start = StartLateMails(number, forgetful.applications.settings.policy)
    await client.execute_workflow(LateMails.run, start, id=late, task_queue=ENROLMENT_QUEUE)
    for process in (number, late):
        await listed(client, process)
    await purge(forgetful, f"purge-of-{number}")
    for process in (number, late):
        await forgotten(client, process)
    assert not await Application.exists().where(Application.application_number == number)


async def test_s43_purge_leaves_what_goes_on(forgetful: Life) -> None:
    number = await forgetful.applications.awaiting_approval(APPLICANT)
    await forgetful.hear()
    await purge(forgetful, f"purge-beside-{number}")
    assert await is_known(forgetful.skipper.client, number)
    assert await Application.exists().where(Application.application_number == number)


async def test_s43_purge_leaves_nothing_of_a_company_that_left_in_temporal(
    forgetful: Life,
) -> None:
    ids = await id_manager(forgetful.applications)
    number = await cancellation_begun(ids, AT_ONCE, AT_ONCE)
    processes = (f"cancellation-{number}", f"change-{await change_asked_for(ids)}")
    await forgetful.hear()
    await forgetful.has_sent("cancellation_alert/2")
    client = forgetful.skipper.client
    for process in processes:
        await client.get_workflow_handle(process).result()
        # The end of the company withdraws its request, of which that process hears now.
        await forgetful.hear()
        await listed(client, process)
    await purge(forgetful, f"purge-of-{ids.company_id}")
    for process in processes:
        await forgotten(client, process)
    rows = await Company.select(Company.name, Company.address).where(
        Company.company_id == ids.company_id
    )
    assert rows == [{"name": "退会した企業", "address": ""}]


async def test_purge_is_scheduled_for_the_night_once_and_a_pause_stays(life: Life) -> None:
    client = life.skipper.client
    await keep_schedules(client)
    handle = client.get_schedule_handle("purge")
    await handle.pause(note="under examination")
    await keep_schedules(client)
    description = await handle.describe()
    assert description.schedule.state.paused
    times = {format(at.astimezone(JST), "%H:%M") for at in description.info.next_action_times}
    assert times == {"03:30"}
    await handle.delete()
