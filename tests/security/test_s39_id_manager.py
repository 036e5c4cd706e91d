"""S39: a company always has its ID manager, and never two."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from db.access.requests import ask_to_appoint_account
from db.console import accounts as console_accounts
from db.members import sessions
from db.members.account_changes import delete_account, stop_account
from db.members.account_facts import ManagerStaysError
from db.members.role_handover import (
    CannotTakeRoleError,
    RoleMovedError,
    Successor,
    hand_over,
    load_successor,
)
from db.members.sessions import Member
from db.tables.companies import Account
from domain.companies.access_change import AccessStage
from rig.access import DAY, asking, change_of, settled, told
from rig.applications import APPLICANT, Applications, now
from rig.console.acts import WHY
from rig.members import Ids, colleague, id_manager
from rig.own_data import letters, session_of
from rig.site import Site
from tests.web.test_login import log_in


async def logged_in(ids: Ids) -> tuple[Member, str]:
    identifier = await session_of(ids)
    member = await sessions.find(identifier, now())
    assert member is not None
    return member, identifier


async def successor_of(ids: Ids) -> Successor:
    successor = await load_successor(ids.company_id, ids.account_id)
    assert successor is not None
    return successor


async def managers(company_id: str) -> list[str]:
    rows = await Account.select(Account.account_id).where(
        Account.company == company_id, Account.role == "id_manager"
    )
    return [row["account_id"] for row in rows]


async def test_s39_handover_moves_the_role_and_tells_both(applications: Applications) -> None:
    manager = await id_manager(applications)
    other = await colleague(manager)
    member, session = await logged_in(manager)
    await hand_over(member, await successor_of(other), session=session, now=now())
    assert await managers(manager.company_id) == ["002"]
    assert await letters() == [
        ("role_handed_over", APPLICANT),
        ("role_received", "sato@shinki-shokuhin.example"),
    ]


async def test_s16_handover_ends_sessions_but_the_one_that_did_it_which_is_renewed(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    other = await colleague(manager)
    member, session = await logged_in(manager)
    _, elsewhere = await logged_in(manager)
    _, of_other = await logged_in(other)
    renewal = await hand_over(member, await successor_of(other), session=session, now=now())
    for ended in (session, elsewhere, of_other):
        assert await sessions.find(ended, now()) is None
    renewed = await sessions.find(renewal.identifier, now())
    assert renewed is not None
    assert renewed.role == "user"


async def test_s39_of_two_handovers_at_once_one_wins(applications: Applications) -> None:
    manager = await id_manager(applications)
    others = [await colleague(manager, f"{number:03d}") for number in range(2, 8)]
    member, session = await logged_in(manager)
    successors = [await successor_of(other) for other in others]
    done = await asyncio.gather(
        *(hand_over(member, other, session=session, now=now()) for other in successors),
        return_exceptions=True,
    )
    assert sum(isinstance(result, RoleMovedError) for result in done) == len(others) - 1
    assert len(await managers(manager.company_id)) == 1
    assert len(await letters()) == 2


async def test_s39_successor_who_was_stopped_meanwhile_leaves_the_manager_in_place(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    other = await colleague(manager)
    member, session = await logged_in(manager)
    successor = await successor_of(other)
    await other.change(state="stopped")
    with pytest.raises(CannotTakeRoleError):
        await hand_over(member, successor, session=session, now=now())
    assert await managers(manager.company_id) == ["001"]
    assert await sessions.find(session, now()) is not None
    assert await letters() == []


@pytest.mark.parametrize("state", ["stopped", "invited"])
async def test_s39_account_that_cannot_log_in_cannot_take_the_role(
    applications: Applications, state: str
) -> None:
    other = await colleague(await id_manager(applications))
    await other.change(state=state)
    with pytest.raises(CannotTakeRoleError):
        await load_successor(other.company_id, other.account_id)


async def test_s39_nobody_hands_over_to_oneself_or_to_another_company(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    with pytest.raises(CannotTakeRoleError):
        await load_successor(manager.company_id, manager.account_id)
    assert await load_successor("00000000", "001") is None


async def test_s39_the_database_itself_refuses_a_second_manager(
    applications: Applications,
) -> None:
    other = await colleague(await id_manager(applications))
    with pytest.raises(asyncpg.UniqueViolationError):
        await other.change(role="id_manager")


@pytest.mark.parametrize("way", [stop_account, delete_account])
async def test_s39_the_id_manager_is_neither_stopped_nor_deleted_in_the_portal(
    applications: Applications, way: Callable[..., Awaitable[None]]
) -> None:
    manager = await id_manager(applications)
    await colleague(manager)
    with pytest.raises(ManagerStaysError):
        await way(manager.company_id, manager.account_id, "001", now())
    row = await manager.account()
    assert (row.role, row.state) == ("id_manager", "active")


async def test_s39_nobody_of_the_operator_stops_the_id_manager(applications: Applications) -> None:
    manager = await id_manager(applications)
    with pytest.raises(ManagerStaysError):
        await console_accounts.stop(manager.company_id, manager.account_id, WHY, now())
    assert (await manager.account()).state == "active"


@pytest.mark.parametrize("action", ["stop", "delete"])
async def test_s39_a_forged_form_of_the_portal_removes_no_id_manager(
    site: Site, applications: Applications, action: str
) -> None:
    manager = await id_manager(applications)
    await log_in(site, manager)
    await site.get("/home")
    token = {"csrf_token": site.client.cookies["__Host-csrf"], "action": action}
    paths = {"stop": "/accounts/001", "delete": "/accounts/001/delete"}
    page = await site.post(paths[action], token)
    assert page.status >= 400 or page.path != "/accounts"
    row = await manager.account()
    assert (row.role, row.state) == ("id_manager", "active")


async def test_s39_whoever_becomes_id_manager_by_the_operator_leaves_no_gap(
    applications: Applications,
) -> None:
    """The former one steps down only in the moment in which the other takes the role."""
    manager = await id_manager(applications)
    other = await colleague(manager)
    await ask_to_appoint_account(other.company_id, other.account_id, asking(applications.settings))
    change = await told(await change_of(manager))
    await other.change(state="stopped")
    change = await settled(applications, change, DAY)
    assert change.progress.outcome is AccessStage.OUTDATED
    assert await managers(manager.company_id) == ["001"]
    assert (await manager.account()).state == "active"
