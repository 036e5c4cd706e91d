"""What helpdesk does to accounts: each once, recorded, and never with a password in hand."""

from datetime import timedelta

import pytest

from db.console import accounts
from db.console.companies import latest_acts
from db.identity.credentials import load_credentials
from db.members.account_facts import AccountMovedOnError, ManagerStaysError, NoSuchAccountError
from db.tables.companies import LoginSession
from db.tables.operation import Outbox
from domain.limits import PRESSED_TWICE
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications, now
from rig.console.acts import GROUND, WHY
from rig.members import Ids, colleague, id_manager
from rig.own_data import found_link, letters, session_of
from tests.accounts import invited, mails_to_members

WINDOW = timedelta(minutes=15)


async def tags(ids: Ids) -> list[str]:
    return [act.tag.rpartition(":")[2] for act in await latest_acts(ids.company_id)]


async def test_a_password_link_goes_to_the_owner_and_a_newer_voids_it(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    keys = applications.settings.link_keys
    process = await accounts.send_password_link(*_of(ids), WHY, GROUND, keys=keys, now=now())
    assert await Outbox.exists().where(Outbox.process == process, Outbox.signal == "start")
    assert not (await found_link(applications, ids, Purpose.PASSWORD)).replaced
    later = now() + PRESSED_TWICE
    await accounts.send_password_link(*_of(ids), WHY, GROUND, keys=keys, now=later)
    assert (await found_link(applications, ids, Purpose.PASSWORD)).replaced
    assert await letters() == [("password_link", APPLICANT)] * 2
    assert await tags(ids) == ["send_password_link"] * 2


async def test_whoever_never_had_a_password_is_invited_again(applications: Applications) -> None:
    manager = await id_manager(applications)
    ids = await invited(manager, applications.settings)
    keys = applications.settings.link_keys
    await accounts.send_password_link(*_of(ids), WHY, GROUND, keys=keys, now=now())
    link = await found_link(applications, ids, Purpose.INVITATION, 2)
    assert not link.replaced
    assert (await found_link(applications, ids, Purpose.INVITATION)).replaced


async def test_a_stopped_account_gets_no_link(applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    await ids.change(state="stopped")
    keys = applications.settings.link_keys
    with pytest.raises(AccountMovedOnError):
        await accounts.send_password_link(*_of(ids), WHY, GROUND, keys=keys, now=now())
    assert await mails_to_members() == []


async def test_a_stopped_account_is_logged_out_and_may_not_log_in(
    applications: Applications,
) -> None:
    ids = await colleague(await id_manager(applications))
    await session_of(ids)
    await accounts.stop(*_of(ids), WHY, now())
    assert not await LoginSession.exists()
    assert await load_credentials(MEMBERS, *_of(ids)) is None
    with pytest.raises(AccountMovedOnError):
        await accounts.stop(*_of(ids), WHY, now())
    await accounts.restart(*_of(ids), WHY, now())
    assert await load_credentials(MEMBERS, *_of(ids)) is not None
    with pytest.raises(AccountMovedOnError):
        await accounts.restart(*_of(ids), WHY, now())
    assert await tags(ids) == ["restart", "stop"]


async def test_an_invitation_of_a_stopped_account_is_void(applications: Applications) -> None:
    ids = await invited(await id_manager(applications), applications.settings)
    await accounts.stop(*_of(ids), WHY, now())
    assert (await found_link(applications, ids, Purpose.INVITATION)).revoked_at is not None
    await accounts.restart(*_of(ids), WHY, now())
    assert (await ids.account()).state == "invited"


async def test_the_id_manager_cannot_be_stopped(applications: Applications) -> None:
    ids = await id_manager(applications)
    with pytest.raises(ManagerStaysError):
        await accounts.stop(*_of(ids), WHY, now())
    assert (await ids.account()).state == "active"
    assert await tags(ids) == []


async def test_an_account_that_is_not_there_is_told(applications: Applications) -> None:
    ids = await id_manager(applications)
    for act in (accounts.stop, accounts.restart):
        with pytest.raises(NoSuchAccountError):
            await act(ids.company_id, "777", WHY, now())
    with pytest.raises(NoSuchAccountError):
        await accounts.unlock(ids.company_id, "777", WHY, WINDOW, now())


def _of(ids: Ids) -> tuple[str, str]:
    return ids.company_id, ids.account_id
