"""「申請」: the queue and the search, as the people of the console see them."""

from datetime import timedelta

import pytest

from db import troubles
from db.console.cases import take
from db.mailing import mails
from db.tables.enrolment import Application
from domain.business_calendar import format_jst
from domain.needs import TroubleKind
from rig.applications import APPLICANT, Applications, now
from rig.console.staff import logged_in
from rig.site import Site
from rig.visitor import Page

QUEUE = "/console/applications"
SEARCH = f"{QUEUE}/all"
WAITING = "対応待ち（待っている時間の長い順）"


async def the_review(applications: Applications) -> str:
    """An application that waits for an administrator; gives its number."""
    return await applications.under_review("kato@maker.example")


def numbers(page: Page) -> list[str]:
    return [row[0] for row in page.cells("申請")]


async def test_console_opens_with_what_needs_a_person(
    site: Site, applications: Applications
) -> None:
    number = await the_review(applications)
    await logged_in(site, "viewer")
    page = await site.get("/console")
    assert (page.path, page.h1) == (QUEUE, "対応待ちの申請")
    ((shown, _, why, _, deadline, taken),) = page.cells(WAITING)
    assert (shown, taken) == (number, "なし")
    assert "年" in deadline
    assert why.startswith("審査 ")
    assert page.link(number) == f"{QUEUE}/{number}"


async def test_queue_says_when_nothing_waits(site: Site) -> None:
    await logged_in(site, "viewer")
    assert "対応待ちはありません。" in (await site.get(QUEUE)).text


async def test_a_narrowed_queue_that_finds_nothing_says_what_it_looked_for(site: Site) -> None:
    await logged_in(site, "viewer")
    page = await site.get(f"{QUEUE}?need=silence&taken=nobody")
    assert "条件に合う対応待ちはありません。" in page.text
    for words in ("理由：卸の回答なし", "担当：担当者なし"):
        assert words in page.text


async def test_queue_is_narrowed_by_its_reasons_and_by_who_took_them(
    site: Site, applications: Applications
) -> None:
    number = await the_review(applications)
    other = await applications.awaiting_approval()
    await mails.record_refused(f"{other}/receipt/1", "550 no such user", now())
    who = await logged_in(site)
    page = await site.get(QUEUE)
    page = await site.get(page.link("メールの不達（1）"))
    ((shown, _, why, *_),) = page.cells(WAITING)
    assert (shown, why) == (other, "メールの不達 「加入申請の受付」のメールが届いていません。")
    await take(other, who.administrator, now())
    page = await site.get(page.link("自分が担当"))
    ((shown, *_, taken),) = page.cells(WAITING)
    assert (shown, taken.split(" 変更")[0]) == (other, "管理 一郎")
    page = await site.get(page.link("すべての理由（2）"))
    page = await site.get(page.link("担当者なし"))
    assert [row[0] for row in page.cells(WAITING)] == [number]


async def test_one_field_finds_and_the_address_names_what_was_typed(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await the_review(applications)
    await logged_in(site, "viewer")
    page = await site.press(await site.get(QUEUE), "検索", 検索="４５９８７６５")
    assert "search" not in page.response.url.params
    page = await site.get(str(page.response.url))
    assert page.value("検索") == "４５９８７６５"
    ((shown, name, stage, wholesaler, *_),) = page.cells("申請")
    assert (shown, name) == (number, "新規食品株式会社（東京都）")
    assert (stage, wholesaler) == ("卸の回答待ち", "見本食品卸株式会社")


async def test_conditions_are_asked_for_together(site: Site, applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await logged_in(site, "viewer")
    fields = {"企業名": "新規食品", "メールアドレス": APPLICANT, "状況": "open", "認証先卸": "1"}
    page = await site.press(await site.get(SEARCH), "検索", **fields)
    assert numbers(page) == [number]
    page = await site.press(page, "検索", 状況="enrolled")
    assert "条件に合う申請はありません" in page.text
    assert page.value("企業名") == "新規食品"
    assert numbers(await site.get(page.link("条件をすべて消す"))) == [number]


async def test_headers_sort_and_keep_what_was_asked_for(
    site: Site, applications: Applications
) -> None:
    first = await applications.invited("one@maker.example", site.clock.now)
    second = await applications.invited("two@maker.example")
    await logged_in(site, "viewer")
    page = await site.get(f"{SEARCH}?mail=maker.example")
    assert numbers(page) == [second, first]
    page = await site.get(page.link("登録日時 ▼"))
    assert numbers(page) == [first, second]
    page = await site.press(page, "検索", メールアドレス="maker.example", 状況="invited")
    assert numbers(page) == [first, second], "another search keeps the order"


async def test_the_list_says_how_long_each_waits_until_when_and_is_sorted_by_both(
    site: Site, applications: Applications
) -> None:
    first = await applications.invited("one@maker.example", site.clock.now - timedelta(hours=5))
    second = await applications.invited("two@maker.example", site.clock.now - timedelta(hours=3))
    columns = {first: site.clock.now + timedelta(days=9), second: site.clock.now}
    for number, deadline in columns.items():
        await Application.update(deadline=deadline).where(Application.application_number == number)
    await logged_in(site, "viewer")
    page = await site.get(SEARCH)
    assert [(row[5], row[6]) for row in page.cells("申請")] == [
        (waited, format_jst(columns[number]))
        for number, waited in ((second, "3.0時間"), (first, "5.0時間"))
    ]
    page = await site.get(page.link("待ち時間"))
    assert numbers(page) == [first, second]
    page = await site.get(page.link("待ち時間 ▼"))
    assert numbers(page) == [second, first]
    page = await site.get(page.link("期限"))
    assert numbers(page) == [second, first]
    page = await site.get(page.link("期限 ▲"))
    assert numbers(page) == [first, second]


async def test_the_queue_says_how_long_a_case_waits_and_is_sorted_by_its_columns(
    site: Site, applications: Applications
) -> None:
    numbers = [await the_review(applications), await applications.under_review("b@maker.example")]
    site.clock.now += timedelta(hours=3)
    await logged_in(site)
    page = await site.get(QUEUE)
    assert [row[0] for row in page.cells(WAITING)] == numbers
    assert page.cells(WAITING)[0][3].startswith("3.0時間")
    page = await site.get(page.link("待ち時間 ▼"))
    assert [row[0] for row in page.cells("対応待ち")] == numbers[::-1]
    page = await site.get(page.link("番号"))
    assert [row[0] for row in page.cells("対応待ち")] == numbers
    page = await site.get(page.link("番号 ▲"))
    assert [row[0] for row in page.cells("対応待ち")] == numbers[::-1]


async def test_what_cannot_be_understood_is_said_and_finds_nothing(
    site: Site, applications: Applications
) -> None:
    await applications.invited()
    await logged_in(site, "viewer")
    page = await site.press(await site.get(SEARCH), "検索", 開始日="きのう", JANコード="12")
    assert page.status == 422
    assert set(page.errors) == {"jan", "since"}
    assert page.value("開始日") == "きのう"
    assert "条件に合う申請はありません" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "after=%00",
        "after=no+cursor",
        "wholesaler=99999999999999999999",
        "stage=submitted",
        "sort=name",
        "need=all&taken=you",
        "after=2026-13-01+x",
        "after=2026-11-22T00:00:00+261122-000001-5",
        "after=2026-11-22T00:00:00%2B00:00+%00",
    ],
)
async def test_what_no_page_of_ours_asks_for_counts_as_not_asked(
    site: Site, applications: Applications, query: str
) -> None:
    number = await the_review(applications)
    await logged_in(site, "viewer")
    assert numbers(await site.get(f"{SEARCH}?{query}")) == [number]
    assert [row[0] for row in (await site.get(f"{QUEUE}?{query}")).cells(WAITING)] == [number]


@pytest.mark.parametrize("path", [QUEUE, SEARCH])
async def test_more_than_a_page_goes_on_by_a_link(
    site: Site, applications: Applications, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("web.console.applications.PER_PAGE", 1)
    expected = {await applications.under_review(f"{nth}@maker.example") for nth in range(2)}
    await logged_in(site, "viewer")
    first = await site.get(path)
    second = await site.get(first.link("次の50件"))
    caption = WAITING if path == QUEUE else "申請"
    assert {page.cells(caption)[0][0] for page in (first, second)} == expected
    with pytest.raises(LookupError):
        second.link("次の50件")
    assert second.link("最初の50件") == path
    back = await site.get(second.link("前の50件"))
    assert back.cells(caption)[0][0] == first.cells(caption)[0][0]
    assert back.link("次の50件") == first.link("次の50件")
    with pytest.raises(LookupError):
        back.link("前の50件")
    with pytest.raises(LookupError):
        first.link("最初の50件")


@pytest.mark.parametrize(
    ("process", "about", "place"),
    [
        ("import-7", "ファイルの取込", "/console/stopped/import-7"),
        ("letters-3", "会員へのメール", None),
        ("helpdesk-digest-2026-11-28T23:45:00Z", "管理者への毎朝のメール", None),
        ("991122-000001-1", "なし", None),
    ],
)
async def test_what_stopped_is_in_the_queue_with_its_reason_and_its_place(
    site: Site, process: str, about: str, place: str | None
) -> None:
    kind = TroubleKind.NEWS_UNDELIVERABLE
    await troubles.note(process, kind, "start: RPCError INVALID_ARGUMENT", now())
    await logged_in(site, "viewer")
    page = await site.get(QUEUE)
    page = await site.get(page.link("処理の停止（1）"))
    ((shown, name, why, *_),) = page.cells(WAITING)
    assert (shown, name) == (process, about)
    assert why == (
        "処理の停止 記録した内容を、続きの処理へ渡せません。（start: RPCError INVALID_ARGUMENT）"
    )
    links = {link.get("href") for link in page.tree.iter("a")}
    assert place is None or place in links


async def test_an_application_that_stopped_says_so_on_its_page(
    site: Site, applications: Applications
) -> None:
    number = await applications.awaiting_approval()
    await troubles.note(number, TroubleKind.STEP_FAILING, "screen: KeyError", now())
    await logged_in(site, "viewer")
    page = await site.get(QUEUE)
    page = await site.get(page.link(number))
    assert "処理の停止" in page.text
    assert "処理の一部が、くり返し失敗しています。（screen: KeyError）" in page.text
    await troubles.clear(number, TroubleKind.STEP_FAILING)
    page = await site.get(f"{QUEUE}/{number}")
    assert "処理の停止" not in page.text
