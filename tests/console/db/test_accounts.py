"""What helpdesk does to accounts: each once, recorded, and never with a password in hand."""

from datetime import timedelta

import pytest

from db.console import accounts
from db.console.company_records import latest_acts
from db.members.accounts import load_credentials
from db.members.held_account import AccountMovedOnError, ManagerStaysError, NoSuchAccountError
from db.members.second_factors import account_owner, is_on
from db.tables.companies import LoginSession
from db.tables.members import RecoveryCode, SecondFactor
from db.tables.operation import AuditEvent, Outbox
from domain.tokens import Purpose
from tests.accounts import invited, mails_to_members
from tests.applications import APPLICANT, Applications, now
from tests.console.acts import WHY
from tests.members import Ids, colleague, id_manager
from tests.own_data import NEW_ADDRESS, found_link, letters, session_of

WINDOW = timedelta(minutes=15)


async def tags(ids: Ids) -> list[str]:
    return [act.tag.rpartition(":")[2] for act in await latest_acts(ids.company_id)]


async def with_second_factor(ids: Ids) -> str:
    owner = account_owner((await ids.account()).id)
    await SecondFactor.insert(
        SecondFactor(owner=owner, secret="sealed", offered_at=now(), confirmed_at=now())
    )
    await RecoveryCode.insert(RecoveryCode(owner=owner, code_hash="0" * 64))
    return owner


async def test_a_password_link_goes_to_the_owner_and_a_newer_voids_it(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    keys = applications.settings.link_keys
    process = await accounts.send_password_link(*_of(ids), WHY, keys, now())
    assert await Outbox.exists().where(Outbox.process == process, Outbox.signal == "start")
    assert not (await found_link(applications, ids, Purpose.PASSWORD)).replaced
    await accounts.send_password_link(*_of(ids), WHY, keys, now())
    assert (await found_link(applications, ids, Purpose.PASSWORD)).replaced
    assert await letters() == [("password_link", APPLICANT)] * 2
    assert await tags(ids) == ["send_password_link"] * 2


async def test_whoever_never_had_a_password_is_invited_again(applications: Applications) -> None:
    manager = await id_manager(applications)
    ids = await invited(manager, applications.settings)
    await accounts.send_password_link(*_of(ids), WHY, applications.settings.link_keys, now())
    link = await found_link(applications, ids, Purpose.INVITATION, 2)
    assert not link.replaced
    assert (await found_link(applications, ids, Purpose.INVITATION)).replaced


async def test_a_stopped_account_gets_no_link(applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    await ids.change(state="stopped")
    with pytest.raises(AccountMovedOnError):
        await accounts.send_password_link(*_of(ids), WHY, applications.settings.link_keys, now())
    assert await mails_to_members() == []


async def test_a_stopped_account_is_logged_out_and_may_not_log_in(
    applications: Applications,
) -> None:
    ids = await colleague(await id_manager(applications))
    await session_of(ids)
    await accounts.stop(*_of(ids), WHY, now())
    assert not await LoginSession.exists()
    assert await load_credentials(*_of(ids)) is None
    with pytest.raises(AccountMovedOnError):
        await accounts.stop(*_of(ids), WHY, now())
    await accounts.restart(*_of(ids), WHY, now())
    assert await load_credentials(*_of(ids)) is not None
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


async def test_a_second_factor_is_removed_with_its_codes_and_the_owner_is_told(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    owner = await with_second_factor(ids)
    await accounts.remove_second_factor(*_of(ids), WHY, now())
    assert not await is_on(owner)
    assert not await RecoveryCode.exists()
    assert await letters() == [("second_factor_removed", APPLICANT)]
    with pytest.raises(accounts.NoSecondFactorError):
        await accounts.remove_second_factor(*_of(ids), WHY, now())
    assert await tags(ids) == ["remove_second_factor"]


async def test_a_corrected_address_voids_links_and_both_are_told(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    keys = applications.settings.link_keys
    await accounts.send_password_link(*_of(ids), WHY, keys, now())
    await accounts.correct_address(*_of(ids), NEW_ADDRESS, WHY, keys=keys, now=now())
    assert (await ids.account()).mail_address == NEW_ADDRESS
    assert (await found_link(applications, ids, Purpose.PASSWORD)).revoked_at is not None
    assert (await letters())[1:] == [
        ("address_changed", APPLICANT),
        ("address_put_right", NEW_ADDRESS),
    ]
    act = (await latest_acts(ids.company_id))[0]
    assert (act.before, act.after) == (
        {"mail_address": APPLICANT},
        {"mail_address": NEW_ADDRESS},
    )
    with pytest.raises(accounts.SameAddressError):
        await accounts.correct_address(*_of(ids), NEW_ADDRESS, WHY, keys=keys, now=now())


async def test_an_invited_person_is_invited_at_the_corrected_address(
    applications: Applications,
) -> None:
    ids = await invited(await id_manager(applications), applications.settings)
    keys = applications.settings.link_keys
    await accounts.correct_address(*_of(ids), NEW_ADDRESS, WHY, keys=keys, now=now())
    assert (await letters())[-1] == ("account_invitation", NEW_ADDRESS)
    assert not (await found_link(applications, ids, Purpose.INVITATION, 2)).replaced


async def test_no_address_stands_in_the_audit_log(applications: Applications) -> None:
    ids = await id_manager(applications)
    keys = applications.settings.link_keys
    await accounts.correct_address(*_of(ids), NEW_ADDRESS, WHY, keys=keys, now=now())
    events = await AuditEvent.select(AuditEvent.details)
    assert not [event for event in events if "@" in event["details"]]


async def test_an_account_that_is_not_there_is_told(applications: Applications) -> None:
    ids = await id_manager(applications)
    for act in (accounts.stop, accounts.restart):
        with pytest.raises(NoSuchAccountError):
            await act(ids.company_id, "777", WHY, now())
    with pytest.raises(NoSuchAccountError):
        await accounts.unlock(ids.company_id, "777", WHY, WINDOW, now())


def _of(ids: Ids) -> tuple[str, str]:
    return ids.company_id, ids.account_id
