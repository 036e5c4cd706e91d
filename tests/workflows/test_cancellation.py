"""解約, from the request to the end of the accounts, or undone."""

from datetime import timedelta

from temporalio.client import WorkflowHandle

from db.companies.cancellations import load_cancellation, undo_cancellation
from db.company_data import load_company
from domain.companies.cancellation import CancellationStage
from domain.durations import Duration
from rig.applications import APPLICANT, now
from rig.companies import ADMINISTRATORS, WAIT, cancellation_begun
from rig.members import Ids, id_manager
from rig.workflows.life import Life
from tests.workflows.history_text import readable
from workflows.cancellation import Cancellation
from workflows.namespace import DEADLINE, STAGE

DAYS = timedelta(days=1)


async def begun(life: Life, wait: Duration = WAIT) -> tuple[Ids, int]:
    """A 解約 whose process runs and has told both sides."""
    ids = await id_manager(life.applications)
    number = await cancellation_begun(ids, wait)
    await life.hear()
    await life.has_sent("cancellation_alert/1")
    await life.has_sent_kind("cancellation_begun")
    return ids, number


def workflow(life: Life, number: int) -> WorkflowHandle[Cancellation, CancellationStage]:
    return life.skipper.client.get_workflow_handle_for(Cancellation.run, f"cancellation-{number}")


def kinds(life: Life, number: int) -> list[str]:
    """The kinds of the mails that the process sent, in order; both sides are told at once."""
    keys = [key for key in life.postman.keys if key.startswith(f"cancellation-{number}/")]
    return [key.split("/")[1] for key in keys]


async def test_accounts_end_when_the_time_is_over_after_a_reminder(life: Life) -> None:
    ids, number = await begun(life)
    request = await load_cancellation(number)
    assert request.progress.reminder_at is not None
    await life.until(f"cancellation-{number}", request.progress.reminder_at)
    await life.has_sent_kind("cancellation_reminder")
    assert (await ids.account()).state == "active"
    await life.until(f"cancellation-{number}", request.ends_at)
    assert await workflow(life, number).result() is CancellationStage.ENDED
    assert (await ids.account()).state == "stopped"
    assert (await load_company(ids.company_id)).ended_at is not None
    assert kinds(life, number)[2] == "cancellation_reminder"
    assert {*kinds(life, number)[3:]} == {"cancellation_ended", "cancellation_alert"}


async def test_undone_in_time_it_ends_and_is_told(life: Life) -> None:
    ids, number = await begun(life)
    await life.after(f"cancellation-{number}", 10 * DAYS)
    await undo_cancellation(ids.company_id, ids.account_id, now())
    await life.hear()
    assert await workflow(life, number).result() is CancellationStage.UNDONE
    assert (await ids.account()).state == "active"
    assert kinds(life, number)[2:] == ["cancellation_undone"]


async def test_a_short_wait_ends_without_a_reminder(life: Life) -> None:
    ids, number = await begun(life, Duration(24, "h"))
    await life.until(f"cancellation-{number}", (await load_cancellation(number)).ends_at)
    assert await workflow(life, number).result() is CancellationStage.ENDED
    assert "cancellation_reminder" not in kinds(life, number)
    assert (await ids.account()).state == "stopped"


async def test_a_second_cancellation_after_one_that_was_undone_is_its_own(life: Life) -> None:
    ids, number = await begun(life)
    await undo_cancellation(ids.company_id, ids.account_id, now())
    await life.hear()
    await workflow(life, number).result()
    second = await cancellation_begun(ids)
    await life.hear()
    await life.until(f"cancellation-{second}", (await load_cancellation(second)).ends_at)
    assert await workflow(life, second).result() is CancellationStage.ENDED


async def test_temporal_shows_when_the_accounts_end(life: Life) -> None:
    _, number = await begun(life)
    description = await workflow(life, number).describe()
    shown = description.typed_search_attributes
    assert shown[STAGE] == "waiting"
    assert shown[DEADLINE] == (await load_cancellation(number)).ends_at


async def test_s07_history_holds_nothing_that_people_typed(life: Life) -> None:
    ids, number = await begun(life)
    await undo_cancellation(ids.company_id, ids.account_id, now())
    await life.hear()
    await workflow(life, number).result()
    history = readable(await workflow(life, number).fetch_history())
    assert "新規食品株式会社" in history
    for typed in ("統合", "田中", APPLICANT, ADMINISTRATORS):
        assert typed not in history


async def test_it_goes_on_in_a_temporal_that_knows_nothing_of_it(life: Life) -> None:
    await cancellation_begun(await id_manager(life.applications))
    await life.loses_temporal()
    await life.hear()
    await life.has_sent("cancellation_alert/1")
