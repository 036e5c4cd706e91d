"""S16, S17: what a session may do has changed: its identifier rotates, and the others end."""

import pytest

from db.console import accounts
from db.identity.challenges import begin_challenge, find_challenge
from db.members import sessions
from db.members.account_changes import change_account, restart_account, stop_account
from db.members.account_invitations import send_password_link
from db.members.account_links import link_works
from db.members.own_address import ask_to_confirm
from domain.tokens import Purpose
from rig.applications import PASSWORD, Applications, now
from rig.console.acts import WHY
from rig.members import colleague, id_manager
from rig.own_data import session_of
from rig.site import Site
from tests.accounts import PERSON
from tests.web.test_login import log_in


async def test_s16_handing_the_role_over_ends_every_other_session_of_both(
    site: Site, applications: Applications
) -> None:
    manager = await id_manager(applications)
    successor = await colleague(manager)
    elsewhere = [await session_of(manager), await session_of(successor)]
    await log_in(site, manager)
    before = site.client.cookies["__Host-session"]
    page = await site.get("/accounts/002/hand-over")
    page = await site.press(page, "ID管理ユーザーを引き継ぐ", 現在のパスワード=PASSWORD)
    assert page.said.startswith("ID管理ユーザーを引き継ぎました")
    for ended in (before, *elsewhere):
        assert await sessions.find(ended, site.clock.now) is None
    assert (await site.get("/home")).path == "/home"


@pytest.mark.parametrize("by", ["the company", "the operator"])
async def test_s17_stopping_an_account_ends_its_sessions_and_links_for_good(
    applications: Applications, by: str
) -> None:
    """Nobody asks for a page in between: what was begun before is over after the restart, too."""
    manager = await id_manager(applications)
    ids = await colleague(manager)
    account = (await ids.account()).id
    begun = await session_of(ids)
    waits = await begin_challenge((await ids.credentials()).owner, now())
    keys, both = applications.settings.link_keys, (ids.company_id, ids.account_id)
    await send_password_link(*both, "001", keys, now())
    if by == "the company":
        await stop_account(*both, "001", now())
        await restart_account(*both, "001", now())
    else:
        await accounts.stop(*both, WHY, now())
        await accounts.restart(*both, WHY, now())
    assert await sessions.find(begun, now()) is None
    assert await find_challenge(waits or "", now()) is None
    assert not await link_works(Purpose.PASSWORD, account, 1, now())


async def test_s48_links_that_went_to_the_old_mailbox_are_void_once_the_address_is_another(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    ids = await colleague(manager)
    account, both = (await ids.account()).id, (ids.company_id, ids.account_id)
    keys = applications.settings.link_keys
    await send_password_link(*both, "001", keys, now())
    await ask_to_confirm(account, "third@shinki-shokuhin.example", keys, now())
    await change_account(*both, "001", PERSON, keys=keys, now=now())
    for purpose in (Purpose.PASSWORD, Purpose.ADDRESS):
        assert not await link_works(purpose, account, 1, now())
