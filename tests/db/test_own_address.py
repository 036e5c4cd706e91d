"""A new mail address: nothing changes before its mailbox confirms it."""

from datetime import timedelta

import pytest

from db.members import own_address, recovery
from db.members.account_facts import AccountNotInUseError
from db.tables.operation import AuditEvent
from domain.tokens import Purpose
from rig.applications import APPLICANT, Applications, now
from rig.members import Ids, id_manager, stopped
from rig.own_data import NEW_ADDRESS, found_link, letters


async def asked(applications: Applications, mail_address: str = NEW_ADDRESS) -> Ids:
    ids = await id_manager(applications)
    await ask_again(applications, ids, mail_address)
    return ids


async def ask_again(applications: Applications, ids: Ids, mail_address: str) -> None:
    keys = applications.settings.link_keys
    await own_address.ask_to_confirm((await ids.account()).id, mail_address, keys, now())


async def test_asking_changes_nothing_yet_and_tells_both_mailboxes(
    applications: Applications,
) -> None:
    ids = await asked(applications)
    account = await ids.account()
    assert account.mail_address == APPLICANT
    assert await letters() == [
        ("address_change_asked", APPLICANT),
        ("address_confirmation", NEW_ADDRESS),
    ]
    awaited = await own_address.awaited_address(account.id, now())
    assert awaited is not None
    assert awaited.mail_address == NEW_ADDRESS


async def test_confirming_changes_it_once_and_tells_the_old_mailbox(
    applications: Applications,
) -> None:
    ids = await asked(applications)
    await ids.change(mail_bounced_at=now())
    link = await found_link(applications, ids, Purpose.ADDRESS)
    assert await own_address.confirm_address(link, now()) is not None
    assert await own_address.confirm_address(link, now()) is None
    account = await ids.account()
    assert account.mail_address == NEW_ADDRESS
    assert account.mail_bounced_at is None
    assert await own_address.awaited_address(account.id, now()) is None
    assert [letter for letter in await letters() if letter[0] == "address_changed"] == [
        ("address_changed", APPLICANT)
    ]


async def test_newer_address_voids_the_older_one(applications: Applications) -> None:
    ids = await asked(applications, "mistyped@shinki-shokuhin.example")
    await ask_again(applications, ids, NEW_ADDRESS)
    older = await found_link(applications, ids, Purpose.ADDRESS, 1)
    newer = await found_link(applications, ids, Purpose.ADDRESS, 2)
    assert await own_address.confirm_address(older, now()) is None
    assert await own_address.confirm_address(newer, now()) is not None
    assert (await ids.account()).mail_address == NEW_ADDRESS


async def test_address_that_was_called_off_cannot_be_confirmed(applications: Applications) -> None:
    ids = await asked(applications)
    account = (await ids.account()).id
    await own_address.call_off_address(account, now())
    await own_address.call_off_address(account, now())
    assert await own_address.awaited_address(account, now()) is None
    link = await found_link(applications, ids, Purpose.ADDRESS)
    assert await own_address.confirm_address(link, now()) is None
    assert await AuditEvent.count().where(AuditEvent.tag == "member:address:call_off") == 1


async def test_link_works_for_24_hours(applications: Applications) -> None:
    ids = await asked(applications)
    link = await found_link(applications, ids, Purpose.ADDRESS)
    second = timedelta(seconds=1)
    assert await own_address.awaited_address(link.account, link.expires_at) is None
    assert await own_address.confirm_address(link, link.expires_at + second) is None
    assert await own_address.confirm_address(link, link.expires_at - second) is not None
    assert abs(link.expires_at - now() - timedelta(hours=24)) < timedelta(minutes=5)


async def test_confirming_voids_a_password_link_that_went_to_the_old_mailbox(
    applications: Applications,
) -> None:
    ids = await asked(applications)
    keys = applications.settings.link_keys
    assert await recovery.send_recovery(ids.company_id, APPLICANT, keys, now())
    link = await found_link(applications, ids, Purpose.ADDRESS)
    await own_address.confirm_address(link, now())
    assert (await found_link(applications, ids, Purpose.PASSWORD)).revoked_at is not None


async def test_stopped_account_keeps_its_address(applications: Applications) -> None:
    ids = await asked(applications)
    link = await found_link(applications, ids, Purpose.ADDRESS)
    await stopped(ids)
    with pytest.raises(AccountNotInUseError):
        await own_address.confirm_address(link, now())
    assert (await ids.account()).mail_address == APPLICANT
