"""What an ID manager does to an account."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.identity import second_factors
from db.identity.login_records import Origin
from db.identity.sessions import begin
from db.members import sessions
from db.members.account_changes import change_account, delete_account, restart_account, stop_account
from db.members.account_facts import (
    AccountMovedOnError,
    AccountNotInUseError,
    ManagerStaysError,
    NoSuchAccountError,
)
from db.members.account_invitations import (
    accept_invitation,
    invite_again,
    revoke_invitation,
    send_password_link,
)
from db.members.account_links import (
    FoundAccountLink,
    find_account_link,
    link_works,
    make_account_link,
)
from db.members.own_login import turn_off
from db.tables.companies import Account
from db.tables.members import AccountLink, RestingNumber, SecondFactor
from db.tables.operation import AuditEvent, Mail
from domain.logins import MEMBERS
from domain.new_account import NewAccount
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager
from rig.second_factors import turned_on
from settings import Settings
from tests.accounts import PERSON, invited, link_of, mails_to_members

ELSEWHERE = replace(PERSON, mail_address="elsewhere@shinki-shokuhin.example")


async def session_of(ids: Ids) -> str:
    origin = Origin(browser="", network="192.0.2.1")
    identifier = await begin(await ids.credentials(), origin, replaces=None, now=now())
    assert identifier is not None
    return identifier


async def works(ids: Ids, purpose: Purpose = Purpose.INVITATION, generation: int = 1) -> bool:
    return await link_works(purpose, (await ids.account()).id, generation, now())


async def found(ids: Ids, settings: Settings, generation: int = 1) -> FoundAccountLink:
    token = (await link_of(ids, settings, generation=generation)).split("/")[-1]
    link = await find_account_link(token, Purpose.INVITATION)
    assert link is not None
    return link


async def change(ids: Ids, person: NewAccount, settings: Settings) -> str | None:
    return await change_account(
        ids.company_id, ids.account_id, "001", person, keys=settings.link_keys, now=now()
    )


async def act(function: object, ids: Ids, at: datetime | None = None) -> None:
    await function(ids.company_id, ids.account_id, "001", at or now())  # type: ignore[operator]


async def test_stop_ends_sessions_at_once_and_takes_links_back(
    applications: Applications, settings: Settings
) -> None:
    ids = await colleague(await id_manager(applications))
    identifier = await session_of(ids)
    await send_password_link(ids.company_id, ids.account_id, "001", settings.link_keys, now())
    await act(stop_account, ids)
    assert await sessions.find(identifier, now()) is None
    assert not await works(ids, Purpose.PASSWORD)
    assert (await ids.account()).state == "stopped"


async def test_stopping_twice_is_recorded_once(applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    await act(stop_account, ids)
    await act(stop_account, ids)
    stops = AuditEvent.tag == "id_manager:account:stop"
    assert await AuditEvent.count().where(stops) == 1


async def test_restart_gives_back_the_password_that_was_set(applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    await act(stop_account, ids)
    await act(restart_account, ids)
    await act(restart_account, ids)
    await session_of(ids)
    assert await AuditEvent.count().where(AuditEvent.tag == "id_manager:account:restart") == 1


async def test_restart_without_a_password_needs_a_new_invitation(
    applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    await act(stop_account, ids)
    await act(restart_account, ids)
    assert (await ids.account()).state == "invited"
    assert not await works(ids)
    await invite_again(ids.company_id, ids.account_id, "001", settings.link_keys, now())
    assert await works(ids, generation=2)


async def test_deletion_removes_all_of_the_person_and_calls_mails_off(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    ids = await invited(manager, settings)
    owner = MEMBERS.owner((await ids.account()).id)
    await second_factors.offer(owner, settings.link_keys, now())
    await act(delete_account, ids)
    assert not await Account.exists().where(Account.account_id == ids.account_id)
    assert await AccountLink.count() == 0
    assert await SecondFactor.count() == 0
    assert await mails_to_members() == [("account_invitation", PERSON.mail_address, "void")]
    resting = await RestingNumber.select(RestingNumber.account_id)
    assert resting == [{"account_id": ids.account_id}]
    with pytest.raises(NoSuchAccountError):
        await act(delete_account, ids)


async def test_deletion_leaves_it_said_which_mails_went(
    applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    sent = Mail.recipient == PERSON.mail_address
    await Mail.update({Mail.state: "sent", Mail.finished_at: now()}).where(sent)
    await act(delete_account, ids)
    assert await Mail.select(Mail.state).where(sent) == [{"state": "sent"}]


async def test_stop_leaves_the_link_by_which_a_change_of_the_operator_is_answered(
    applications: Applications, settings: Settings
) -> None:
    ids = await colleague(await id_manager(applications))
    key, later = (await ids.account()).id, now() + timedelta(days=1)
    await make_account_link(settings.link_keys, Purpose.ACCESS, key, now=now(), expires_at=later)
    await act(stop_account, ids)
    assert await works(ids, Purpose.ACCESS)


@pytest.mark.parametrize("function", [stop_account, delete_account])
async def test_id_manager_is_neither_stopped_nor_deleted(
    applications: Applications, function: object
) -> None:
    manager = await id_manager(applications)
    with pytest.raises(ManagerStaysError):
        await act(function, manager)
    assert (await manager.account()).state == "active"


async def test_change_of_the_name_sends_no_mail(
    applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    assert await change(ids, replace(PERSON, person_name="別の 名前"), settings) is None
    assert (await ids.account()).person_name == "別の 名前"
    assert await works(ids)


async def test_other_address_of_an_invited_person_gets_a_new_invitation(
    applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    await ids.change(mail_bounced_at=now())
    assert await change(ids, ELSEWHERE, settings) is not None
    assert not await works(ids)
    assert await works(ids, generation=2)
    assert await mails_to_members() == [
        ("account_invitation", PERSON.mail_address, "queued"),
        ("account_invitation", ELSEWHERE.mail_address, "queued"),
    ]
    assert (await ids.account()).mail_bounced_at is None


async def test_other_address_of_an_active_account_is_told_to_both(
    applications: Applications, settings: Settings
) -> None:
    ids = await colleague(await id_manager(applications))
    old = (await ids.account()).mail_address
    await send_password_link(ids.company_id, ids.account_id, "001", settings.link_keys, now())
    assert await change(ids, ELSEWHERE, settings) is not None
    assert not await works(ids, Purpose.PASSWORD)
    assert (await mails_to_members())[1:] == [
        ("address_changed", old, "queued"),
        ("address_registered", ELSEWHERE.mail_address, "queued"),
    ]


async def test_newer_invitation_voids_the_older(
    applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    await invite_again(ids.company_id, ids.account_id, "001", settings.link_keys, now())
    assert not await works(ids)
    assert not await accept_invitation(await found(ids, settings), "hash", now())
    assert await accept_invitation(await found(ids, settings, 2), "hash", now())


async def test_revoked_invitation_sets_no_password(
    applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    await act(revoke_invitation, ids)
    await act(revoke_invitation, ids)
    assert not await accept_invitation(await found(ids, settings), "hash", now())
    assert (await ids.account()).password_hash is None
    revoked = AuditEvent.tag == "id_manager:invitation:revoke"
    assert await AuditEvent.count().where(revoked) == 1


async def test_invitation_is_accepted_once_and_in_time(
    applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    link = await found(ids, settings)
    assert not await accept_invitation(link, "late", now() + timedelta(hours=73))
    assert await accept_invitation(link, "first", now())
    assert not await accept_invitation(link, "second", now())
    account = await ids.account()
    assert (account.state, account.password_hash) == ("active", "first")


async def test_only_invited_accounts_are_invited_and_only_active_ones_reset(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    active, new = await colleague(manager), await invited(manager, settings)
    for function, ids in ((invite_again, active), (send_password_link, new)):
        with pytest.raises(AccountMovedOnError):
            await function(ids.company_id, ids.account_id, "001", settings.link_keys, now())
    with pytest.raises(AccountMovedOnError):
        await act(revoke_invitation, active)


async def test_an_account_goes_while_its_owner_turns_the_second_factor_off(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    for serial in range(2, 22):
        ids = await colleague(manager, f"{serial:03}")
        member = await sessions.find(await session_of(ids), now())
        assert member is not None
        owner = MEMBERS.owner(member.account)
        await turned_on(owner, settings, now())
        turned_off, _ = await asyncio.gather(
            turn_off(member, now()), act(delete_account, ids), return_exceptions=True
        )
        assert isinstance(turned_off, str | AccountNotInUseError), turned_off
        assert not await second_factors.is_on(owner)
        with pytest.raises(NoSuchAccountError):
            await act(delete_account, ids)
