"""A change of who gets in, from the asking until it is made, stopped, or has lapsed (S48)."""

from datetime import timedelta

from temporalio.client import WorkflowHandle

from db.access.answers import confirm_new_mailbox, stop
from db.access.facts import AccessChangeRequest
from db.access.requests import ask_for_address, ask_to_remove_second_factor
from db.identity.second_factors import is_on
from domain.companies.access_change import AccessStage
from domain.durations import Duration
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.access import WAIT, asking, change_of, found
from rig.applications import APPLICANT, now
from rig.companies import ADMINISTRATORS
from rig.console.acts import NEW_ADDRESS
from rig.members import Ids, id_manager
from rig.own_data import link_of
from rig.second_factors import turned_on
from rig.workflows.life import Life
from tests.workflows.history_text import readable
from workflows.access_change import AccessChange
from workflows.namespace import DEADLINE, NEEDS_ATTENTION, STAGE

DAY = timedelta(days=1)


async def removal_begun(life: Life, wait: Duration = WAIT) -> tuple[Ids, AccessChangeRequest]:
    """An administrator asked to remove a second factor, and the company was told."""
    ids = await id_manager(life.applications)
    owner, settings = MEMBERS.owner((await ids.account()).id), life.applications.settings
    await turned_on(owner, settings, now())
    await ask_to_remove_second_factor(*_of(ids), asking(settings, wait=wait))
    change = await change_of(ids)
    await life.hear()
    await life.has_sent("access_change_alert/1")
    return ids, change


async def address_begun(life: Life, wait: Duration = WAIT) -> tuple[Ids, AccessChangeRequest]:
    """An administrator asked for another address, and everybody was told."""
    ids = await id_manager(life.applications)
    settings = life.applications.settings
    await ask_for_address(*_of(ids), NEW_ADDRESS, asking(settings, wait=wait))
    change = await change_of(ids)
    await life.hear()
    await life.has_sent("access_change_alert/1")
    await life.has_sent_kind("access_confirmation")
    return ids, change


async def confirmed(life: Life, ids: Ids) -> None:
    path = await link_of(life.applications, ids, Purpose.ADDRESS)
    await confirm_new_mailbox(await found(path, Purpose.ADDRESS), now())
    await life.hear()


def workflow(life: Life, change: AccessChangeRequest) -> WorkflowHandle[AccessChange, AccessStage]:
    return life.skipper.client.get_workflow_handle_for(AccessChange.run, change.process)


async def test_it_is_made_when_the_wait_is_over(life: Life) -> None:
    ids, change = await removal_begun(life)
    owner = MEMBERS.owner((await ids.account()).id)
    await life.has_sent_kind("access_change_asked")
    await life.after(change.process, DAY / 2)
    assert await is_on(owner)
    await life.until(change.process, change.progress.due_at)
    assert await workflow(life, change).result() is AccessStage.DONE
    assert not await is_on(owner)
    await life.has_sent_kind("second_factor_removed")


async def test_a_new_mailbox_that_confirms_late_is_not_made_to_wait_again(life: Life) -> None:
    ids, change = await address_begun(life)
    await life.until(change.process, change.progress.due_at + DAY)
    assert (await ids.account()).mail_address == APPLICANT
    await confirmed(life, ids)
    assert await workflow(life, change).result() is AccessStage.DONE
    assert (await ids.account()).mail_address == NEW_ADDRESS


async def test_who_stops_it_stops_it_at_once(life: Life) -> None:
    ids, change = await removal_begun(life)
    await life.has_sent_kind("access_change_asked")
    await stop(change.change_id, ids.account_id, ADMINISTRATORS, now())
    await life.hear()
    assert await workflow(life, change).result() is AccessStage.STOPPED
    await life.has_sent("access_change_stopped/1")
    await life.has_sent_kind("access_change_off")
    assert await is_on(MEMBERS.owner((await ids.account()).id))


async def test_it_lapses_when_nobody_confirms(life: Life) -> None:
    ids, change = await address_begun(life)
    await life.until(change.process, change.progress.lapses_at)
    assert await workflow(life, change).result() is AccessStage.LAPSED
    assert (await ids.account()).mail_address == APPLICANT


async def test_s48_where_every_mail_is_refused_it_needs_another_administrator(life: Life) -> None:
    life.postman.refuses.add("access_change_asked")
    ids, change = await removal_begun(life)
    await life.until(change.process, change.progress.due_at)
    await life.has_sent("access_change_alert/2")
    description = await workflow(life, change).describe()
    assert description.typed_search_attributes[STAGE] == "alone"
    assert description.typed_search_attributes[NEEDS_ATTENTION] is True
    assert await is_on(MEMBERS.owner((await ids.account()).id))
    await life.until(change.process, change.progress.lapses_at)
    assert await workflow(life, change).result() is AccessStage.LAPSED


async def test_temporal_shows_when_it_takes_effect(life: Life) -> None:
    _, change = await removal_begun(life)
    shown = (await workflow(life, change).describe()).typed_search_attributes
    assert (shown[STAGE], shown[DEADLINE]) == ("waiting", change.progress.due_at)


async def test_s07_history_holds_nothing_that_people_typed(life: Life) -> None:
    ids, change = await address_begun(life, Duration(0, "s"))
    await confirmed(life, ids)
    assert await workflow(life, change).result() is AccessStage.DONE
    history = readable(await workflow(life, change).fetch_history())
    assert "新規食品株式会社" in history
    for typed in ("田中", APPLICANT, NEW_ADDRESS, ADMINISTRATORS, "電話", "登記"):
        assert typed not in history


async def test_it_goes_on_in_a_temporal_that_knows_nothing_of_it(life: Life) -> None:
    ids = await id_manager(life.applications)
    await ask_for_address(*_of(ids), NEW_ADDRESS, asking(life.applications.settings))
    await life.loses_temporal()
    await life.hear()
    await life.has_sent("access_change_alert/1")


def _of(ids: Ids) -> tuple[str, str]:
    return ids.company_id, ids.account_id
