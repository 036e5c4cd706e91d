"""「アカウント一覧」 and the issue of one account."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

import pytest

from db.members.account_list import accounts_with
from db.tables.companies import Account
from domain.business_calendar import format_jst
from domain.new_account import LABELS
from rig.applications import Applications
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Page
from settings import Settings
from tests.accounts import PERSON, fill, invited, mails_to_members
from tests.web.test_login import log_in

FILLED = {LABELS[name]: text for name, text in asdict(PERSON).items()}


async def logged_in(site: Site, applications: Applications) -> Ids:
    manager = await id_manager(applications)
    await log_in(site, manager)
    return manager


async def issue(site: Site, **changes: str) -> Page:
    page = await site.get("/accounts/new")
    return await site.press(page, "アカウントを発行する", **(FILLED | changes))


async def test_the_button_pressed_twice_issues_one_account(
    site: Site, applications: Applications
) -> None:
    await logged_in(site, applications)
    page = await site.get("/accounts/new")
    button = "アカウントを発行する"
    pages = await asyncio.gather(*(site.press(page, button, **FILLED) for _ in range(3)))
    assert {str(each.response.url) for each in pages} == {str(pages[0].response.url)}
    assert "002" in pages[0].h1 + pages[0].text
    assert listed(await site.get("/accounts")) == ["001", "002"]


async def test_a_press_that_ends_while_the_next_is_looked_at_is_the_same(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an account with the address of another, of which the page would warn."""
    await logged_in(site, applications)
    page = await site.get("/accounts/new")
    first: list[Page] = []

    async def meanwhile(company_id: str, mail_address: str) -> Sequence[str]:
        if not first:
            first.append(page)
            first[0] = await site.press(page, "アカウントを発行する", **FILLED)
        return await accounts_with(company_id, mail_address)

    monkeypatch.setattr("web.portal.accounts.person.accounts_with", meanwhile)
    second = await site.press(page, "アカウントを発行する", **FILLED)
    assert (second.status, second.path) == (200, first[0].path)


def listed(page: Page) -> list[str]:
    return [row[0][:3] for row in page.cells("アカウント")]


async def test_list_shows_every_account_and_how_many_of_999(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await logged_in(site, applications)
    await invited(manager, settings)
    page = await site.get("/accounts")
    assert page.h1 == "アカウント一覧"
    assert "アカウント数 2 / 999" in page.text
    assert "休止中の番号 0" in page.text
    first, second = page.cells("アカウント")
    assert first[0].startswith("001")
    assert "田中 花子ID管理ユーザー（主担当）" in first[1]
    assert first[3] == format_jst(site.clock.now)
    assert second[1:] == [
        f"{PERSON.person_name}{PERSON.department}{PERSON.mail_address}",
        "招待中",
        "なし",
    ]


async def test_search_filter_and_order_stand_in_the_address(
    site: Site, applications: Applications, settings: Settings
) -> None:
    manager = await logged_in(site, applications)
    await invited(manager, settings)
    await (await colleague(manager, "009")).change(state="stopped")
    page = await site.press(
        await site.get("/accounts"), "表示する", 検索="shinki", 状態="stopped", 並び順="name"
    )
    assert listed(page) == ["009"]
    params = page.response.url.params
    assert (params["search"], params["standing"], params["sort"]) == ("shinki", "stopped", "name")
    assert page.value("検索") == "shinki"
    page = await site.press(page, "表示する", 検索="いない人")
    assert "条件に合うアカウントはありません" in page.text


async def test_pages_lead_on_and_back(site: Site, applications: Applications) -> None:
    await fill(await logged_in(site, applications), 120)
    page = await site.get("/accounts?sort=name")
    assert "120件のうち1件目から50件目まで" in page.text
    second = await site.get(page.link("次の50件"))
    assert "51件目から100件目まで" in second.text
    third = await site.get(second.link("次の50件"))
    assert len(listed(third)) == 20
    assert listed(await site.get(third.link("前の50件"))) == listed(second)
    assert listed(await site.get(second.link("前の50件"))) == listed(page)
    assert "前の50件" not in page.text
    assert "次の50件" not in third.text


@pytest.mark.parametrize(
    "query", ["standing=no&sort=no&after=no", "after=%00", "sort=%27", "after=9999", "x=1"]
)
async def test_what_no_page_asks_for_counts_as_not_asked(
    site: Site, applications: Applications, query: str
) -> None:
    await logged_in(site, applications)
    assert listed(await site.get(f"/accounts?{query}")) == ["001"]


@pytest.mark.parametrize("search", ["a%E2%80%AEb", "a" * 101, "%0Aa%0Ab"])
async def test_search_that_cannot_be_is_told(
    site: Site, applications: Applications, search: str
) -> None:
    await logged_in(site, applications)
    page = await site.get(f"/accounts?search={search}")
    assert page.status == 422
    assert "search" in page.errors


async def test_issue_invites_and_shows_until_when(site: Site, applications: Applications) -> None:
    await logged_in(site, applications)
    page = await issue(site)
    assert page.path == "/accounts/002"
    assert "アカウントを発行しました" in page.text
    assert "招待のメール 送信しています" in page.text
    assert "招待の有効期限" in page.text
    assert site.relay.nudged[-1].startswith("letters-")
    assert await mails_to_members() == [("account_invitation", PERSON.mail_address, "queued")]


async def test_every_mistake_is_told_at_once_and_what_was_typed_stays(
    site: Site, applications: Applications
) -> None:
    await logged_in(site, applications)
    wrong = {"部署名": "", "氏名": "あ" * 101, "氏名カナ": "高橋", "メールアドレス": "nobody"}
    page = await issue(site, **wrong)
    assert page.status == 422
    assert set(page.errors) == {"department", "person_name", "person_name_kana", "mail_address"}
    assert {label: page.value(label) for label in wrong} == wrong
    assert await Account.count() == 1


@pytest.mark.parametrize(
    ("address", "warning"),
    [
        ("a@gmial.com", "入力間違いではありませんか"),
        ("a@gmail.com", "再通知をお送りできません"),
        ("TANAKA@shinki-shokuhin.example", "アカウント001と同じメールアドレス"),
    ],
)
async def test_address_that_may_be_a_mistake_is_asked_about_once(
    site: Site, applications: Applications, address: str, warning: str
) -> None:
    await logged_in(site, applications)
    page = await issue(site, メールアドレス=address)
    assert (page.status, page.path) == (200, "/accounts/new")
    assert warning in page.text
    page = await site.press(page, "アカウントを発行する")
    assert page.path == "/accounts/002"


async def test_full_company_is_told_how_a_number_comes_free(
    site: Site, applications: Applications
) -> None:
    await fill(await logged_in(site, applications), 999)
    page = await site.get("/accounts")
    assert "アカウント数 999 / 999" in page.text
    assert "発行できる番号が残っていません" in page.text
    page = await issue(site)
    assert page.status == 409
    assert page.h1 == "発行できる番号が足りません"
    assert await Account.count() == 999


async def test_users_are_told_who_may(site: Site, applications: Applications) -> None:
    await log_in(site, await colleague(await id_manager(applications)))
    for path in ("/accounts", "/accounts/new", "/accounts/001", "/accounts/001/change"):
        page = await site.get(path)
        assert page.status == 403
        assert page.h1 == "ID管理ユーザーの方だけが利用できます"
