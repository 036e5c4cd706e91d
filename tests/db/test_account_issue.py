"""Numbers and invitations of new accounts."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from db.members.account_changes import REST, delete_account
from db.members.account_issue import (
    AccountsFullError,
    free_numbers,
    issue_account,
    issue_accounts,
)
from db.members.account_links import find_account_link
from db.tables.companies import Account
from db.tables.members import AccountLink
from db.tables.operation import AuditEvent, Outbox
from domain.limits import PRESSED_TWICE
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.members import Ids, id_manager
from settings import Settings
from tests.accounts import PERSON, fill, invited, link_of, mails_to_members, other_id_manager


async def test_new_account_is_invited_by_mail_for_72_hours(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    at = now()
    issued = await issue_accounts(manager.company_id, "001", [PERSON], settings.link_keys, at)
    assert issued.account_ids == ("002",)
    account = await Ids(manager.company_id, "002").account()
    assert (account.role, account.state) == ("user", "invited")
    assert not account.password_hash
    assert account.person_name == PERSON.person_name
    token = (await link_of(Ids(manager.company_id, "002"), settings)).split("/")[-1]
    link = await find_account_link(token, Purpose.INVITATION)
    assert link is not None
    assert link.expires_at == at + timedelta(hours=72)
    assert await mails_to_members() == [("account_invitation", PERSON.mail_address, "queued")]
    news = await Outbox.select(Outbox.signal).where(Outbox.process == issued.process)
    assert news == [{"signal": "start"}]
    event = await AuditEvent.select().where(AuditEvent.tag == "id_manager:account:issue").first()
    assert event is not None
    assert (event["account_id"], event["details"]) == ("002", '{"by": "001"}')


async def test_several_accounts_get_the_lowest_free_numbers_in_order(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    await Account.insert(
        Account(
            company=manager.company_id,
            account_id="003",
            role="user",
            person_name="x",
            mail_address="x@x.example",
            created_at=now(),
        )
    )
    people = [replace(PERSON, person_name=f"社員 {n}") for n in range(3)]
    issued = await issue_accounts(manager.company_id, "001", people, settings.link_keys, now())
    assert issued.account_ids == ("002", "004", "005")
    fifth = await Ids(manager.company_id, "005").account()
    assert fifth.person_name == "社員 2"
    assert await AccountLink.count() == 3


async def test_deleted_number_rests_90_days_before_it_is_given_again(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    at = now()
    for _ in range(2):  # The second time it has rested before.
        gone = await invited(manager, settings, at)
        assert gone.account_id == "002"
        await delete_account(gone.company_id, gone.account_id, "001", at)
        assert (await free_numbers(manager.company_id, at))[0] == "003"
        late = at + REST - timedelta(seconds=1)
        assert (await free_numbers(manager.company_id, late))[0] == "003"
        at += REST
        assert (await free_numbers(manager.company_id, at))[0] == "002"


async def test_issue_of_more_than_is_left_issues_none(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    await fill(manager, 998)
    with pytest.raises(AccountsFullError) as refused:
        await issue_accounts(manager.company_id, "001", [PERSON, PERSON], settings.link_keys, now())
    assert refused.value.left == 1
    assert await Account.count().where(Account.company == manager.company_id) == 998
    assert await mails_to_members() == []


async def test_numbers_of_other_companies_do_not_matter(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    await invited(manager, settings)
    other = await other_id_manager(applications)
    assert (await invited(other, settings)).account_id == "002"


async def test_the_button_pressed_twice_issues_one_account(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    keys, at = settings.link_keys, now()
    presses = await asyncio.gather(
        *(issue_account(manager.company_id, "001", PERSON, keys, at) for _ in range(5))
    )
    assert {account_id for account_id, _ in presses} == {"002"}
    assert sum(process is not None for _, process in presses) == 1
    assert len(await mails_to_members()) == 1
    colleague = replace(PERSON, person_name="別の担当者")
    assert (await issue_account(manager.company_id, "001", colleague, keys, at))[0] == "003"
    later = at + PRESSED_TWICE
    assert (await issue_account(manager.company_id, "001", PERSON, keys, later))[0] == "004"
