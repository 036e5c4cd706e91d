"""The helpdesk's digest goes out once on each business day, whatever is repeated."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from uuid import uuid4

import pytest
from temporalio.client import ScheduleOverlapPolicy
from temporalio.worker import Worker

from activities.digest import DigestActivities
from domain.business_calendar import JST
from relay.deadlock_timeout import with_longer_deadlock_timeout
from relay.schedules import keep_schedules
from rig.workflows.life import Life
from rig.workflows.serving import serving
from settings import Settings
from workflows.digest import HelpdeskDigest
from workflows.mails import UNTIL_A_SENDER_IS_GIVEN_UP

TUESDAY = datetime(2026, 11, 24, 8, 45, tzinfo=JST)

Morning = Callable[[datetime], Awaitable[str]]


@pytest.fixture
async def morning(life: Life, settings: Settings) -> AsyncIterator[Morning]:
    """Lets the digest of a morning run to its end; gives its id."""
    client = life.skipper.client
    async with AsyncExitStack() as workers:

        async def run(at: datetime) -> str:
            queue = f"digest-{uuid4()}"
            steps = DigestActivities(settings, lambda: at).steps
            worker = Worker(client, task_queue=queue, workflows=[HelpdeskDigest], activities=steps)
            await workers.enter_async_context(serving(with_longer_deadlock_timeout(worker)))
            await client.execute_workflow(HelpdeskDigest.run, id=queue, task_queue=queue)
            return queue

        yield run


async def test_one_mail_goes_out_however_often_the_morning_runs(
    life: Life, morning: Morning
) -> None:
    for _ in range(2):
        await morning(TUESDAY)
    assert life.postman.keys == ["digest-20261124/helpdesk_digest/1"]


async def test_a_sender_that_died_is_noticed_as_with_any_other_mail(
    life: Life, morning: Morning
) -> None:
    history = await life.history(await morning(TUESDAY))
    scheduled = [event.activity_task_scheduled_event_attributes for event in history.events]
    (sends,) = [each for each in scheduled if each.activity_type.name == "send_letters"]
    assert sends.heartbeat_timeout.ToTimedelta() == UNTIL_A_SENDER_IS_GIVEN_UP


async def test_each_business_day_has_its_own(life: Life, morning: Morning) -> None:
    for day in (24, 25):
        await morning(TUESDAY.replace(day=day))
    days = [key.partition("/")[0] for key in life.postman.keys]
    assert days == ["digest-20261124", "digest-20261125"]


async def test_nothing_goes_out_on_a_day_off(life: Life, morning: Morning) -> None:
    await morning(TUESDAY.replace(day=23))
    assert life.postman.keys == []


async def test_an_address_that_is_refused_ends_the_day(life: Life, morning: Morning) -> None:
    life.postman.refuses.add("helpdesk_digest")
    await morning(TUESDAY)
    assert life.postman.keys == []


async def test_it_is_scheduled_for_the_morning_in_japan_and_holds_up_no_other_day(
    life: Life,
) -> None:
    await keep_schedules(life.skipper.client)
    description = await life.skipper.client.get_schedule_handle("helpdesk-digest").describe()
    times = {at.astimezone(JST).timetuple()[3:5] for at in description.info.next_action_times}
    assert times == {(8, 45)}
    assert description.schedule.policy.overlap is ScheduleOverlapPolicy.ALLOW_ALL
