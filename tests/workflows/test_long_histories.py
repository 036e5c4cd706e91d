"""A workflow that goes on for long does so in new histories, and nobody notices."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from activities import purge as purging
from db.enrolment.applicant_acts import change_contact
from db.enrolment.application_form import newest_form
from db.enrolment.facts import load_facts
from db.tables.enrolment import Application
from domain.durations import Duration
from domain.enrolment.policy import PurgePolicy
from domain.enrolment.stages import Stage
from rig.applications import another_form, now
from rig.databases import administer, for_owner
from rig.waiting import until
from rig.workflows.life import Life, open_life
from rig.workflows.skipping_temporal import start_skipping_temporal
from settings import Settings
from tests.workflows.test_correspondence import letters_queued
from workflows.correspondence import BATCH_SIZE
from workflows.namespace import NEEDS_ATTENTION
from workflows.purge import Purge
from workflows.steps import ENROLMENT_QUEUE

LONG = 12
"""Events; a history of Temporal's is long at 4096."""


@pytest.fixture(scope="module")
def impatient_temporal() -> Iterator[str]:
    with start_skipping_temporal(long_history=LONG) as address:
        yield address


@pytest.fixture
async def life(pool: str, settings: Settings, impatient_temporal: str) -> AsyncIterator[Life]:  # noqa: ARG001 -- it opens the database
    nothing_kept = PurgePolicy(Duration(0, "s"), Duration(0, "s"), Duration(0, "s"))
    forgetful = replace(settings, purge=nothing_kept)
    async with open_life(impatient_temporal, forgetful) as life:
        yield life


async def runs(life: Life, process: str) -> int:
    """How many histories Temporal has of a process."""
    query = f"WorkflowId = '{process}'"
    return len([run async for run in life.skipper.client.list_workflows(query)])


async def at_rest(life: Life, process: str) -> None:
    """Wait until it has nothing in hand: only then does it go on in a new history."""

    async def is_at_rest() -> bool:
        found = (await life.workflow(process).describe()).raw_description
        return not found.pending_activities and not found.HasField("pending_workflow_task")

    await until(is_at_rest, f"{process} to rest")


async def test_a_contact_who_is_changed_again_and_again_fills_no_history(life: Life) -> None:
    life.postman.refuses.add("receipt")
    number = await life.applications.submitted()
    await life.hear()
    for nth in range(1, 5):
        await life.has_sent(f"approval_request/{nth}")
        await at_rest(life, number)
        facts = await load_facts(number)
        form = await newest_form(number)
        other = replace(form, contact_mail_address=f"{nth}@mihon-oroshi.example")
        await change_contact(number, other, revision=facts.revision, now=now())
        await life.hear()
    await life.has_sent("approval_request/5")
    await at_rest(life, number)
    assert await runs(life, number) > 1
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    description = await life.workflow(number).describe()
    # Whom a receipt of an older form did not reach needs nobody, as the queue has it.
    assert not description.typed_search_attributes[NEEDS_ATTENTION]
    assert len(life.postman.sent) == len(set(life.postman.sent))
    assert life.postman.sent.count("welcome/5") == 1
    assert len((await life.history(number)).events) < 2 * LONG


async def test_many_mails_to_members_fill_no_history(life: Life) -> None:
    process = await letters_queued(life, 2 * BATCH_SIZE + 1)
    await life.relay.nudge(process)
    handle = life.skipper.client.get_workflow_handle(process)
    await handle.result()
    assert len(life.postman.sent) == len(set(life.postman.sent)) == 2 * BATCH_SIZE + 1
    assert await runs(life, process) > 1


async def test_a_long_purge_fills_no_history_and_counts_all(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "BATCH", 1)
    for nth in range(4):
        number = await life.applications.awaiting_approval(f"{nth}@maker.example", another_form())
        await Application.update(
            {
                Application.stage: "withdrawn",
                Application.closed_at: now(),
                Application.deadline: None,
            }
        ).where(Application.application_number == number)
    client, name = life.skipper.client, "purge-of-four"
    await client.execute_workflow(Purge.run, id=name, task_queue=ENROLMENT_QUEUE)
    assert await runs(life, name) > 1
    assert await Application.count() == 0


async def test_a_wait_without_an_end_fails_loudly_and_goes_on_when_it_has_one(
    life: Life, settings: Settings
) -> None:
    number = await life.applications.invited()
    owner = for_owner(settings.database_url)
    ends = await Application.select(Application.deadline).first()
    await administer(
        owner, "ALTER TABLE application DROP CONSTRAINT application_open_has_its_deadline"
    )
    await Application.update({Application.deadline: None}, force=True)
    await life.hear()

    async def failed() -> bool:
        history = await life.history(number)
        return any("EndlessWaitError" in str(event) for event in history.events)

    await until(failed, "the workflow's task to fail")
    assert life.postman.sent == []
    assert ends is not None
    await Application.update({Application.deadline: ends["deadline"]}, force=True)
    await life.mails_sent("invitation/1")
    assert len((await life.history(number)).events) < 2 * LONG
