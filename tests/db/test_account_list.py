"""The list of accounts: what it finds, how it is ordered, how it is paged."""

from datetime import timedelta
from typing import Any

import pytest

from db.members.account_changes import delete_account, stop_account
from db.members.account_invitations import revoke_invitation
from db.members.account_list import (
    DORMANT_AFTER,
    SORTS,
    AccountCounts,
    AccountPage,
    AccountQuery,
    AccountStatus,
    accounts_with,
    count_accounts,
    list_accounts,
)
from db.tables.companies import Account
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager
from settings import Settings
from tests.accounts import fill, invited, other_id_manager


def ids_of(page: AccountPage) -> list[str]:
    return [account.account_id for account in page.accounts]


async def found(manager: Ids, **query: Any) -> list[str]:
    page = await list_accounts(manager.company_id, AccountQuery(**query), now())
    return ids_of(page)


async def test_each_standing_is_told_and_found(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    long_ago = now() - DORMANT_AFTER - timedelta(minutes=1)
    await (await colleague(manager, "002")).change(created_at=long_ago)
    await (await colleague(manager, "003")).change(created_at=long_ago, last_login_at=now())
    await (await colleague(manager, "004")).change(last_login_at=long_ago, created_at=long_ago)
    await stop_account(
        manager.company_id, (await colleague(manager, "005")).account_id, "001", now()
    )
    await invited(manager, settings)
    await invited(manager, settings, now() - timedelta(hours=73))
    revoked = await invited(manager, settings)
    await revoke_invitation(revoked.company_id, revoked.account_id, "001", now())
    expected = {
        AccountStatus.ACTIVE: ["001", "003"],
        AccountStatus.DORMANT: ["002", "004"],
        AccountStatus.STOPPED: ["005"],
        AccountStatus.INVITED: ["006"],
        AccountStatus.LAPSED: ["007", "008"],
    }
    for standing, account_ids in expected.items():
        assert await found(manager, standing=standing) == account_ids
    everybody = await list_accounts(manager.company_id, AccountQuery(), now())
    assert {a.account_id: a.standing for a in everybody.accounts} == {
        account_id: standing for standing, ids in expected.items() for account_id in ids
    }


@pytest.mark.parametrize(
    "search",
    [
        "002",
        "００２",
        "高橋",
        "高橋三郎",
        "高橋　三郎",
        "三郎　髙橋",
        "ﾀｶﾊｼ",
        "たかはし",
        "ｔａｋａｈａｓｉ",
        "Saburo",
        "営業",
        "TAKAHASHI@",
        "takahashi@shinki",
    ],
)
async def test_search_finds_parts_whatever_their_width_and_case(
    applications: Applications, settings: Settings, search: str
) -> None:
    manager = await id_manager(applications)
    await invited(manager, settings)
    assert await found(manager, search=search) == ["002"]


@pytest.mark.parametrize(("name", "search"), [("髙橋 邊子", "高橋辺子"), ("高橋 辺子", "髙橋邉")])
async def test_old_and_new_characters_find_each_other(
    applications: Applications, settings: Settings, name: str, search: str
) -> None:
    manager = await id_manager(applications)
    await invited(manager, settings)
    await Account.update({Account.person_name: name}).where(Account.account_id == "002")
    assert await found(manager, search=search) == ["002"]


@pytest.mark.parametrize("search", ["%", "_", "\\", "'", "{}", "郎営"])
async def test_search_takes_signs_as_they_are(
    applications: Applications, settings: Settings, search: str
) -> None:
    manager = await id_manager(applications)
    await invited(manager, settings)
    assert await found(manager, search=search) == []


async def test_pages_of_50_lead_on_and_back_in_every_order(applications: Applications) -> None:
    manager = await id_manager(applications)
    await fill(manager, 120)
    for sort in SORTS:
        pages = [AccountQuery(sort=sort)]
        seen: list[str] = []
        backs = []
        while True:
            page = await list_accounts(manager.company_id, pages[-1], now())
            assert page.found == 120
            assert page.first == len(seen) + 1
            seen += ids_of(page)
            backs.append(page.back)
            if page.next is None:
                break
            pages.append(AccountQuery(sort=sort, after=page.next))
        assert [len(pages), len(seen), len(set(seen))] == [3, 120, 120]
        assert backs == [None, "", pages[1].after]


async def test_page_after_a_deleted_account_begins_anew(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    await fill(manager, 60)
    await delete_account(manager.company_id, "050", "001", now())
    page = await list_accounts(manager.company_id, AccountQuery(after="050"), now())
    assert (page.first, page.found) == (1, 59)


async def test_orders_are_those_that_they_say(applications: Applications) -> None:
    manager = await id_manager(applications)
    people: dict[str, dict[str, Any]] = {
        "002": {"person_name_kana": "イ", "department": "い", "last_login_at": now()},
        "003": {"person_name_kana": "ア", "department": "う"},
        "004": {
            "person_name_kana": "ウ",
            "department": "あ",
            "last_login_at": now() - timedelta(days=1),
        },
    }
    for number, columns in people.items():
        await (await colleague(manager, number)).change(**columns)
    await manager.change(person_name_kana="ン", department="ん", last_login_at=None)
    assert await found(manager, sort="name") == ["003", "002", "004", "001"]
    assert await found(manager, sort="department") == ["004", "002", "003", "001"]
    assert await found(manager, sort="latest_login") == ["002", "004", "001", "003"]
    assert await found(manager, sort="oldest_login") == ["001", "003", "004", "002"]
    assert await found(manager, sort="newest") == ["004", "003", "002", "001"]


async def test_counts_and_lists_are_of_one_company(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    other = await other_id_manager(applications)
    gone = await invited(manager, settings)
    await invited(manager, settings)
    await delete_account(gone.company_id, gone.account_id, "001", now())
    assert await count_accounts(manager.company_id, now()) == AccountCounts(issued=2, resting=1)
    assert await count_accounts(other.company_id, now()) == AccountCounts(issued=1, resting=0)
    later = now() + timedelta(days=91)
    assert (await count_accounts(manager.company_id, later)).resting == 0
    assert await found(other) == ["001"]


async def test_accounts_of_a_mailbox_are_found_in_any_case(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    await invited(manager, settings, mail_address="Same@x.example")
    assert await accounts_with(manager.company_id, "same@X.example") == ("002",)
    assert await accounts_with("00000000", "same@x.example") == ()
