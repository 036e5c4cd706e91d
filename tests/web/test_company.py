"""「企業情報」: what the ID manager sees and changes of the company."""

import asyncio

import pytest

from db.companies.company_changes import newest_change
from db.companies.steps import close_change
from db.company_data import load_company
from db.tables.companies import Company
from db.tables.members import CompanyChange
from domain.companies.company_change import ChangeChoice
from domain.companies.company_data import HeadOffice
from rig.applications import FORM, Applications, now
from rig.companies import ADMINISTRATORS, WANTED, change_asked_for, decide, other_manager
from rig.members import Ids, colleague, id_manager
from rig.site import Site
from rig.visitor import Page
from tests.web.test_language import assert_english
from tests.web.test_login import log_in

COMPANY, OFFICE, CHANGE = "/company", "/company/head-office", "/company/change"


async def manager(site: Site, applications: Applications) -> Ids:
    """An ID manager who is logged in."""
    ids = await id_manager(applications)
    await log_in(site, ids)
    return ids


async def ask(site: Site, **typed: str) -> Page:
    """Open the form for another name or code and send it, right but for what is given."""
    return await send(site, await site.get(CHANGE), **typed)


async def send(site: Site, form: Page, **typed: str) -> Page:
    """Fill in the request for another name or code, right but for what is given."""
    fields = {
        "企業名": WANTED.name,
        "企業名カナ": WANTED.name_kana,
        "代表JANメーカーコード": WANTED.jan_maker_code or "",
        "変更の理由": "社名を変更しました。",
    }
    return await site.press(form, "変更を申し込む", **(fields | typed))


async def test_overview_shows_what_is_registered(site: Site, applications: Applications) -> None:
    ids = await manager(site, applications)
    page = await site.get(COMPANY)
    for shown in (ids.company_id, FORM.company_name, FORM.address, FORM.telephone, "7000012050002"):
        assert shown in page.text


async def test_overview_of_a_company_taken_over_says_what_is_missing(
    site: Site, applications: Applications
) -> None:
    ids = await manager(site, applications)
    await Company.update({Company.jan_maker_code: None, Company.telephone: ""}).where(
        Company.company_id == ids.company_id
    )
    page = await site.get(COMPANY)
    assert "電話番号 未登録" in page.text
    assert "代表JANメーカーコード 未登録" in page.text


async def test_head_office_changes_at_once(site: Site, applications: Applications) -> None:
    ids = await manager(site, applications)
    form = await site.get(OFFICE)
    assert form.value("住所") == FORM.address
    typed = {
        "郵便番号": "５３０−０００１",
        "本社所在地": "大阪府",
        "住所": "北区1-1",
        "電話番号": "06(0000)1234",
    }
    page = await site.press(form, "この内容に変更する", **typed)
    assert page.path == COMPANY
    assert "企業情報を変更しました" in page.text
    assert (await load_company(ids.company_id)).office == HeadOffice(
        "530-0001", "大阪府", "北区1-1", "06-0000-1234"
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("郵便番号", "123"),
        ("本社所在地", ""),
        ("住所", ""),
        ("住所", "あ" * 201),
        ("電話番号", "1234"),
        ("住所", "A\u202eB"),
    ],
)
async def test_head_office_that_cannot_be_is_refused_and_stays_as_typed(
    site: Site, applications: Applications, field: str, typed: str
) -> None:
    ids = await manager(site, applications)
    form = await site.get(OFFICE)
    page = await site.press(form, "この内容に変更する", **{field: typed})
    assert page.status == 422
    assert page.title.startswith("エラー：")
    assert page.value(field) == typed
    assert len(page.errors) == 1
    assert (await load_company(ids.company_id)).address == FORM.address


async def test_name_and_code_wait_for_an_administrator(
    site: Site, applications: Applications
) -> None:
    ids = await manager(site, applications)
    page = await ask(site)
    assert page.path == CHANGE
    assert "お申し込みを確認しています" in page.text
    assert WANTED.name in page.text
    newest = await newest_change(ids.company_id)
    assert newest is not None
    assert site.relay.nudged == [f"change-{newest.change_id}"]
    assert FORM.company_name in (await site.get(COMPANY)).text
    assert "変更を確認しています" in (await site.get(COMPANY)).text


async def test_double_click_asks_once(site: Site, applications: Applications) -> None:
    await manager(site, applications)
    form = await site.get(CHANGE)
    answers = await asyncio.gather(*(send(site, form) for _ in range(3)))
    shown = (await site.get(CHANGE)).text
    assert {answer.text.removeprefix(answer.said).strip() for answer in answers} == {shown}
    assert sum("受け付けました" in answer.said for answer in answers) == 1
    assert await CompanyChange.count() == 1


async def test_request_that_changes_nothing_is_refused(
    site: Site, applications: Applications
) -> None:
    await manager(site, applications)
    form = await site.get(CHANGE)
    page = await site.press(form, "変更を申し込む", 変更の理由="なんとなく")
    assert page.status == 422
    assert "いずれかを変更してください" in page.errors["company_name"]
    assert not await CompanyChange.exists()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("企業名", ""),
        ("企業名", "・・・"),
        ("企業名", "あ" * 101),
        ("企業名カナ", "漢字"),
        ("代表JANメーカーコード", ""),
        ("代表JANメーカーコード", "123456"),
        ("変更の理由", ""),
        ("変更の理由", "あ" * 501),
    ],
)
async def test_request_that_cannot_be_is_refused_and_stays_as_typed(
    site: Site, applications: Applications, field: str, typed: str
) -> None:
    await manager(site, applications)
    page = await ask(site, **{field: typed})
    assert page.status == 422
    assert page.value(field) == typed
    assert len(page.errors) == 1
    assert not await CompanyChange.exists()


async def test_whole_jan_that_was_pasted_offers_the_code_in_it(
    site: Site, applications: Applications
) -> None:
    ids = await manager(site, applications)
    page = await ask(site, 代表JANメーカーコード="4901234567894")
    assert page.status == 422
    page = await site.press(page, "変更を申し込む", **{"4901234": "4901234"})
    newest = await newest_change(ids.company_id)
    assert newest is not None
    assert newest.wanted.jan_maker_code == "4901234"


async def test_request_is_withdrawn_and_twice_is_no_error(
    site: Site, applications: Applications
) -> None:
    await manager(site, applications)
    waiting = await ask(site)
    page = await site.press(waiting, "お申し込みを取り下げる")
    assert "取り下げられました" in page.text
    again = await site.press(waiting, "お申し込みを取り下げる")
    assert "取り下げられました" in again.text
    assert "取り下げられるお申し込みはありません" in again.text
    assert page.form_of("変更を申し込む")


async def test_declined_request_is_shown_with_its_reason(
    site: Site, applications: Applications
) -> None:
    ids = await manager(site, applications)
    change_id = await change_asked_for(ids)
    await decide(change_id, ChangeChoice.DECLINE, "登記簿と異なります。")
    await close_change(change_id, ADMINISTRATORS, now())
    page = await site.get(CHANGE)
    assert "承認されませんでした" in page.text
    assert "登記簿と異なります。" in page.text


async def test_approved_request_is_what_the_company_is_known_by(
    site: Site, applications: Applications
) -> None:
    ids = await manager(site, applications)
    change_id = await change_asked_for(ids)
    await decide(change_id, ChangeChoice.APPROVE)
    assert "まもなく登録に反映されます" in (await site.get(CHANGE)).text
    await close_change(change_id, ADMINISTRATORS, now())
    assert (await site.get(CHANGE)).value("企業名") == WANTED.name
    assert (await site.get("/home")).h1 == WANTED.name


async def test_s38_only_the_own_company_is_seen_and_changed(
    site: Site, applications: Applications
) -> None:
    other = await other_manager(applications)
    await change_asked_for(other)
    ids = await manager(site, applications)
    assert WANTED.name not in (await site.get(CHANGE)).text
    await site.press(await site.get(OFFICE), "この内容に変更する", 住所="動かしました")
    foreign = {"company_id": other.company_id, "company": other.company_id}
    form = await site.get(OFFICE)
    token = form.form_of("この内容に変更する")[0].find("input")
    assert token is not None
    await site.post(OFFICE, foreign | {"csrf_token": token.get("value") or ""})
    assert (await load_company(other.company_id)).address == FORM.address
    assert (await load_company(ids.company_id)).address == "動かしました"


@pytest.mark.parametrize("path", [COMPANY, OFFICE, CHANGE, "/company/cancellation"])
async def test_s38_users_who_are_no_id_manager_are_turned_away(
    site: Site, applications: Applications, path: str
) -> None:
    await log_in(site, await colleague(await id_manager(applications)))
    assert (await site.get(path)).status == 403


async def test_pages_speak_english(site: Site, applications: Applications) -> None:
    await manager(site, applications)
    await site.get("/?lang=en")
    for path in (COMPANY, OFFICE, CHANGE, "/company/cancellation"):
        assert_english(await site.get(path))
