"""A password that is changed or set anew: what ends with the old one, and who is told."""

import asyncio

import pytest

from db.members import own_address, own_login, recovery, sessions
from db.members.account_facts import AccountNotInUseError
from domain.passwords import hash_password
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications, now
from rig.members import Ids, id_manager, stopped
from rig.own_data import NEW_ADDRESS, found_link, letters, session_of


async def password_link_sent(applications: Applications, ids: Ids) -> None:
    keys = applications.settings.link_keys
    assert await recovery.send_recovery(ids.company_id, APPLICANT, keys, now())


async def test_change_ends_all_sessions_but_this_one_which_gets_a_new_identifier(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    here, elsewhere = await session_of(ids), await session_of(ids)
    renewal = await own_login.change_password(
        await ids.credentials(), hash_password("new"), session=here, now=now()
    )
    assert renewal is not None
    assert await sessions.find(here, now()) is None
    assert await sessions.find(elsewhere, now()) is None
    assert await sessions.find(renewal.identifier, now()) is not None
    assert await letters() == [("password_changed", APPLICANT)]


async def test_change_voids_links_that_the_old_password_made(applications: Applications) -> None:
    ids = await id_manager(applications)
    account = (await ids.account()).id
    keys = applications.settings.link_keys
    await own_address.ask_to_confirm(account, NEW_ADDRESS, keys, now())
    await password_link_sent(applications, ids)
    here = await session_of(ids)
    await own_login.change_password(await ids.credentials(), "changed", session=here, now=now())
    address = await found_link(applications, ids, Purpose.ADDRESS)
    assert await own_address.confirm_address(address, now()) is None
    link = await found_link(applications, ids, Purpose.PASSWORD)
    assert await own_login.reset_password(link, "by the link", now()) is None
    assert (await ids.credentials()).password_hash == "changed"


async def test_of_two_changes_at_once_one_wins(applications: Applications) -> None:
    ids = await id_manager(applications)
    verified, here = await ids.credentials(), await session_of(ids)
    renewals = await asyncio.gather(
        *(
            own_login.change_password(verified, new, session=here, now=now())
            for new in ("one", "other")
        )
    )
    assert sum(renewal is not None for renewal in renewals) == 1
    assert await letters() == [("password_changed", APPLICANT)]


async def test_link_sets_the_password_once_and_ends_every_session(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    here = await session_of(ids)
    await password_link_sent(applications, ids)
    link = await found_link(applications, ids, Purpose.PASSWORD)
    done = await asyncio.gather(
        *(own_login.reset_password(link, new, now()) for new in ("one", "other"))
    )
    assert sum(process is not None for process in done) == 1
    assert (await ids.credentials()).password_hash in {"one", "other"}
    assert await sessions.find(here, now()) is None
    assert await letters() == [("recovery", APPLICANT), ("password_changed", APPLICANT)]


async def test_link_of_an_account_that_was_stopped_sets_nothing(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    await password_link_sent(applications, ids)
    link = await found_link(applications, ids, Purpose.PASSWORD)
    before = (await ids.account()).password_hash
    await stopped(ids)
    with pytest.raises(AccountNotInUseError):
        await own_login.reset_password(link, "by the link", now())
    assert (await ids.account()).password_hash == before
