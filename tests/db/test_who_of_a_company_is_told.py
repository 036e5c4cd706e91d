"""What concerns a company is told to each ID manager; others are told to ask 主担当."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from db.access.requests import ask_for_address, ask_to_remove_second_factor
from db.companies.cancellations import load_cancellation, undo_cancellation
from db.companies.company_changes import newest_change, request_company_change
from db.companies.steps import close_change, end_company, remind_of_cancellation
from db.console import accounts as console
from db.console.company_acts import lift_suspension, suspend
from db.mailing.letters import NewLetter, send_letters
from db.mailing.member_facts import load_member_facts
from db.mailing.shares import managers_addresses
from db.members.terms_consent import must_consent
from db.tables.operation import Mail
from db.terms import NewTerms, publish
from domain.companies.access_acts import AdministratorNeededError
from domain.companies.company_change import ChangeChoice
from domain.mail_kinds import MailKind
from rig.access import HELPDESK, asking, change_of
from rig.applications import APPLICANT, Applications, now
from rig.companies import (
    ADMINISTRATORS,
    REASON,
    WANTED,
    cancellation_begun,
    change_asked_for,
    decide,
)
from rig.console.acts import NEW_ADDRESS, WHY
from rig.deputies import deputy, member_of
from rig.members import Ids, colleague, id_manager


async def three(applications: Applications) -> tuple[Ids, Ids, Ids]:
    """主担当 (001), a deputy (002) and a user (003)."""
    manager = await id_manager(applications)
    return (
        manager,
        await deputy(manager, await colleague(manager, "002")),
        await colleague(manager, "003"),
    )


async def _suspended(ids: Ids) -> None:
    await suspend(ids.company_id, WHY, now())


async def _lifted(ids: Ids) -> None:
    await _suspended(ids)
    await lift_suspension(ids.company_id, WHY, now())


async def _approved(ids: Ids) -> None:
    change = await change_asked_for(ids)
    await decide(change, ChangeChoice.APPROVE)
    await close_change(change, ADMINISTRATORS, now())


async def _declined(ids: Ids) -> None:
    change = await change_asked_for(ids)
    await decide(change, ChangeChoice.DECLINE, "確認できませんでした。")
    await close_change(change, ADMINISTRATORS, now())


async def _leaving(ids: Ids) -> None:
    await cancellation_begun(ids)


async def _near(ids: Ids) -> None:
    number = await cancellation_begun(ids)
    ends_at = (await load_cancellation(number)).ends_at
    await remind_of_cancellation(number, ends_at - timedelta(days=1), now())


async def _undone(ids: Ids) -> None:
    await cancellation_begun(ids)
    await undo_cancellation(ids.company_id, ids.account_id, now())


async def _left(ids: Ids) -> None:
    number = await cancellation_begun(ids)
    ends_at = (await load_cancellation(number)).ends_at
    await end_company(number, ends_at, ADMINISTRATORS, ends_at)


@pytest.mark.parametrize(
    ("kind", "happens"),
    [
        (MailKind.COMPANY_SUSPENDED, _suspended),
        (MailKind.SUSPENSION_LIFTED, _lifted),
        (MailKind.COMPANY_CHANGE_APPROVED, _approved),
        (MailKind.COMPANY_CHANGE_DECLINED, _declined),
        (MailKind.CANCELLATION_BEGUN, _leaving),
        (MailKind.CANCELLATION_REMINDER, _near),
        (MailKind.CANCELLATION_UNDONE, _undone),
        (MailKind.CANCELLATION_ENDED, _left),
    ],
)
async def test_each_id_manager_is_told_of_what_concerns_the_company(
    applications: Applications, kind: MailKind, happens: Callable[[Ids], Awaitable[None]]
) -> None:
    manager, _, _ = await three(applications)
    await happens(manager)
    assert await told(kind) == ["001", "002"]


async def test_the_change_of_a_users_access_is_told_to_each_id_manager(
    applications: Applications,
) -> None:
    _, other, user = await three(applications)
    await other.change(mail_address="boss@shinki-shokuhin.example")
    await ask_for_address(*_of(user), NEW_ADDRESS, asking(applications.settings))
    assert await told(MailKind.ACCESS_CHANGE_NOTICE) == ["001", "002"]


async def test_s48_a_deputys_account_takes_an_administrator_as_the_id_managers_does(
    applications: Applications,
) -> None:
    manager, other, user = await three(applications)
    by_helpdesk = asking(applications.settings, ground=HELPDESK)
    keys = applications.settings.link_keys
    for ids in (manager, other):
        with pytest.raises(AdministratorNeededError):
            await ask_for_address(*_of(ids), NEW_ADDRESS, by_helpdesk)
        with pytest.raises(AdministratorNeededError):
            await ask_to_remove_second_factor(*_of(ids), by_helpdesk)
        with pytest.raises(AdministratorNeededError):
            await console.send_password_link(*_of(ids), WHY, HELPDESK, keys=keys, now=now())
    await ask_for_address(*_of(user), NEW_ADDRESS, by_helpdesk)
    assert (await change_of(user)).role_then == "user"


async def test_new_terms_for_id_managers_are_each_ones_to_consent_to(
    applications: Applications,
) -> None:
    effective_from = now() + timedelta(days=1)
    await publish(NewTerms("規約", "Terms", effective_from, "id_managers"), WHY, now())
    asked = [
        await must_consent(await member_of(ids), effective_from)
        for ids in await three(applications)
    ]
    assert asked == [True, True, False]


async def test_whom_to_ask_is_the_principal_and_so_is_whose_domain_is_the_houses(
    applications: Applications,
) -> None:
    manager, other, user = await three(applications)
    await other.change(mail_address="boss@elsewhere.example", person_name="副 担当")
    account = await user.account()
    letter = NewLetter(
        MailKind.ADDRESS_REGISTERED, user.company_id, account.id, account.mail_address
    )
    process = await send_letters([letter], now())
    facts = await load_member_facts(f"{process}/address_registered/1.{account.id}")
    assert facts.manager_name == (await manager.account()).person_name
    assert await managers_addresses(manager.company_id) == (APPLICANT,)


async def test_without_an_address_of_the_administrators_nothing_begins_that_they_must_hear_of(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    with pytest.raises(ValueError, match="there is no address"):
        await request_company_change(*_of(ids), WANTED, REASON, alert_to="", now=now())
    assert await newest_change(ids.company_id) is None


async def told(kind: MailKind) -> list[str]:
    """The アカウントID of everybody whom a mail of this kind is for."""
    rows = await Mail.raw(
        "SELECT account_id FROM mail JOIN account ON account.id = mail.account"
        " WHERE kind = {} ORDER BY account_id",
        kind.value,
    )
    return [row["account_id"] for row in rows]


def _of(ids: Ids) -> tuple[str, str]:
    return ids.company_id, ids.account_id
