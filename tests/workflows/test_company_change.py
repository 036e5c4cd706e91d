"""Another name or JAN maker code, from the request to what was decided."""

from temporalio.client import WorkflowHandle

from db.companies.company_changes import load_company_change, withdraw_company_change
from db.companies.steps import alert_again
from db.company_data import load_company
from domain.companies.company_change import ChangeChoice
from domain.durations import Duration
from rig.applications import APPLICANT, now
from rig.companies import ADMINISTRATORS, WANTED, change_asked_for, decide
from rig.members import Ids, id_manager
from rig.workflows.life import Life
from tests.workflows.history_text import readable
from workflows.company_change import CompanyChange
from workflows.namespace import COMPANY_NAME, NEEDS_ATTENTION, STAGE


async def asked_for(life: Life) -> tuple[Ids, int]:
    """A request whose process runs and has alerted the administrators."""
    ids = await id_manager(life.applications)
    change_id = await change_asked_for(ids)
    await life.hear()
    await life.has_sent("company_change_alert/1")
    return ids, change_id


def workflow(life: Life, change_id: int) -> WorkflowHandle[CompanyChange, ChangeChoice | None]:
    return life.skipper.client.get_workflow_handle_for(CompanyChange.run, f"change-{change_id}")


def sent(life: Life, change_id: int) -> list[str]:
    """The mails that the process sent."""
    keys = [key for key in life.postman.keys if key.startswith(f"change-{change_id}/")]
    return [key.partition("/")[2] for key in keys]


async def test_approval_changes_the_company_and_is_told(life: Life) -> None:
    ids, change_id = await asked_for(life)
    await decide(change_id, ChangeChoice.APPROVE)
    await life.hear()
    assert await workflow(life, change_id).result() is ChangeChoice.APPROVE
    assert (await load_company(ids.company_id)).identity == WANTED
    account = (await ids.account()).id
    assert sent(life, change_id) == [
        "company_change_alert/1",
        f"company_change_approved/1.{account}",
        "company_change_settled/1",
    ]


async def test_decline_changes_nothing_and_is_told(life: Life) -> None:
    ids, change_id = await asked_for(life)
    await decide(change_id, ChangeChoice.DECLINE, "登記簿と異なります。")
    await life.hear()
    assert await workflow(life, change_id).result() is ChangeChoice.DECLINE
    assert (await load_company(ids.company_id)).identity != WANTED
    await life.has_sent_kind("company_change_declined")


async def test_withdrawal_ends_it_and_tells_the_administrators_alone(life: Life) -> None:
    ids, change_id = await asked_for(life)
    await withdraw_company_change(ids.company_id, ids.account_id, now())
    await life.hear()
    assert await workflow(life, change_id).result() is ChangeChoice.WITHDRAW
    assert sent(life, change_id) == ["company_change_alert/1", "company_change_settled/1"]


async def test_administrators_are_alerted_every_three_business_days(life: Life) -> None:
    _, change_id = await asked_for(life)
    requested_at = (await load_company_change(change_id)).requested_at
    for nth in (1, 2):
        await life.until(f"change-{change_id}", Duration(3 * nth, "bd").after(requested_at))
        await life.has_sent(f"company_change_alert/{nth + 1}")
    assert len(sent(life, change_id)) == 3


async def test_alerts_that_were_missed_are_one_alert_with_the_number_of_the_latest(
    life: Life,
) -> None:
    ids = await id_manager(life.applications)
    change_id = await change_asked_for(ids)
    month_later = Duration(22, "bd").after((await load_company_change(change_id)).requested_at)
    await alert_again(change_id, month_later, ADMINISTRATORS, now())
    await alert_again(change_id, month_later, ADMINISTRATORS, now())
    await life.hear()
    await life.has_sent("company_change_alert/8")
    assert len(sent(life, change_id)) == 2


async def test_decision_that_came_before_the_process_began_is_done(life: Life) -> None:
    change_id = await change_asked_for(await id_manager(life.applications))
    await decide(change_id, ChangeChoice.APPROVE)
    await life.hear()
    assert await workflow(life, change_id).result() is ChangeChoice.APPROVE
    assert (await load_company_change(change_id)).closed


async def test_temporal_shows_that_somebody_has_to_decide(life: Life) -> None:
    _, change_id = await asked_for(life)
    description = await workflow(life, change_id).describe()
    shown = description.typed_search_attributes
    assert shown[STAGE] == "awaiting_decision"
    assert shown[NEEDS_ATTENTION] is True
    assert shown[COMPANY_NAME] == "新規食品株式会社"
    await decide(change_id, ChangeChoice.DECLINE, "確認できません。")
    await life.hear()
    await workflow(life, change_id).result()
    shown = (await workflow(life, change_id).describe()).typed_search_attributes
    assert (shown[STAGE], shown[NEEDS_ATTENTION]) == ("decline", False)


async def test_s07_history_holds_nothing_that_people_typed(life: Life) -> None:
    _, change_id = await asked_for(life)
    await decide(change_id, ChangeChoice.APPROVE, "確認しました。")
    await life.hear()
    await workflow(life, change_id).result()
    history = readable(await workflow(life, change_id).fetch_history())
    assert "新規食品株式会社" in history
    for typed in ("4月1日", "確認しました", "田中", "4598766", APPLICANT, ADMINISTRATORS):
        assert typed not in history


async def test_request_goes_on_in_a_temporal_that_knows_nothing_of_it(life: Life) -> None:
    await change_asked_for(await id_manager(life.applications))
    await life.loses_temporal()
    await life.hear()
    await life.has_sent("company_change_alert/1")
