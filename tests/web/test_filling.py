"""What nobody has to type: the register, a 郵便番号, a pasted code and a pasted address fill it."""

import pytest

from rig.applications import Applications
from rig.console.import_files import corporations_of
from rig.console.nta_file import corporate_number, nta_file, nta_row
from rig.site import Site
from rig.visitor import Page
from tests.web.test_drafts import sent
from tests.web.walk import FILLED, fill, to_form
from web.applicant.filling import fill_contact
from web.forms import Form

NUMBER = corporate_number(1)
REGISTERED = {
    "name": "新規食品株式会社",
    "kana": "シンキショクヒン",
    "prefecture": "大阪府",
    "city": "大阪市北区",
    "street": "梅田９丁目９番",
    "postal_code": "5300001",
}
COMPANY = ("企業名", "企業名カナ", "法人番号", "郵便番号", "本社所在地", "住所")
FILLED_IN = (
    "新規食品株式会社",
    "シンキショクヒン",
    NUMBER,
    "530-0001",
    "大阪府",
    "大阪市北区梅田９丁目９番",
)


async def register(*rows: list[str]) -> None:
    await corporations_of(nta_file([*rows, nta_row(99)]))


def values(page: Page) -> tuple[str, ...]:
    return tuple(page.value(label) for label in COMPANY)


async def choose(site: Site, page: Page, link: str, number: str, **typed: str) -> Page:
    return await site.post(f"{link}/form", sent(page, corporation=number, action="", **typed))


async def test_company_is_offered_by_the_name_that_was_searched_for_and_fills_six_fields(
    site: Site, applications: Applications
) -> None:
    await register(nta_row(1, **REGISTERED))
    form, link = await to_form(site, applications)
    assert "この企業を選ぶ" in form.text, "without a search"
    page = await choose(site, form, link, NUMBER, telephone="03-0000-1234")
    assert values(page) == FILLED_IN
    assert page.value("電話番号") == "03-0000-1234", "what was typed stays"
    assert "法人番号の登録から入力しました" in page.text
    changed = await fill(
        site, page, **{label: page.value(label) for label in COMPANY} | {"住所": "別の住所"}
    )
    assert changed.h1 == "入力内容の確認"
    assert "別の住所" in changed.text


@pytest.mark.parametrize(
    "typed",
    [
        "新規食",
        "しんきしょく",
        "ｼﾝｷｼｮｸﾋﾝ",
        NUMBER,
        f"T{NUMBER}",
        f"'{NUMBER[:1]}-{NUMBER[1:]}",
        f"{NUMBER}\u200b",
        "(株)新規食品",
    ],
)
async def test_company_is_found_by_name_reading_and_number(
    site: Site, applications: Applications, typed: str
) -> None:
    await register(nta_row(1, **REGISTERED), nta_row(2, name="新規食堂株式会社"))
    form, _ = await to_form(site, applications)
    page = await site.press(form, "企業を検索する", 企業名="", **{SEARCH: typed})
    assert NUMBER in page.text


SEARCH = "企業名、フリガナまたは法人番号で検索"


@pytest.mark.parametrize("typed", ["%", "__", "存在しない", "1" * 13, "\\", "新" * 200])
async def test_what_is_not_registered_is_said(
    site: Site, applications: Applications, typed: str
) -> None:
    await register(nta_row(1, **REGISTERED))
    form, _ = await to_form(site, applications)
    page = await site.press(form, "企業を検索する", **{SEARCH: typed})
    assert "下の欄に直接入力してください。" in page.text
    assert "この企業を選ぶ" not in page.text


async def test_corporation_that_was_closed_cannot_be_chosen(
    site: Site, applications: Applications
) -> None:
    await register(nta_row(1, **REGISTERED, closed="2020-01-01"))
    form, link = await to_form(site, applications)
    assert "この企業を選ぶ" not in form.text
    page = await choose(site, form, link, NUMBER)
    assert "選択した企業が登録に見つかりませんでした" in page.text


async def test_enter_searches_where_the_name_to_search_for_was_typed(
    site: Site, applications: Applications
) -> None:
    await register(nta_row(1, **REGISTERED))
    form, link = await to_form(site, applications)
    enter = {"action": "enter", "company_name": "別の名前"}
    searched = await site.post(f"{link}/form", sent(form, corporation_name="しんき", **enter))
    assert (searched.status, searched.value(SEARCH)) == (200, "しんき")
    checked = await site.post(f"{link}/form", sent(searched, **enter))
    assert checked.status == 422, "anywhere else it goes on"


async def test_many_of_one_name_are_narrowed_by_the_number(
    site: Site, applications: Applications
) -> None:
    await register(*(nta_row(n, **REGISTERED) for n in range(1, 15)))
    form, _ = await to_form(site, applications)
    assert "該当する企業が多いため" in form.text
    page = await site.press(form, "企業を検索する", **{SEARCH: corporate_number(14)})
    assert corporate_number(14) in page.text
    assert "該当する企業が多いため" not in page.text


async def test_form_without_a_register_offers_none(site: Site, applications: Applications) -> None:
    form, _ = await to_form(site, applications)
    assert "法人番号の登録から選ぶ" not in form.text


async def test_postal_code_fills_the_address(site: Site, applications: Applications) -> None:
    form, _ = await to_form(site, applications)
    page = await site.press(form, "郵便番号から住所を入力する", 郵便番号="１００－０００１")
    assert (page.value("本社所在地"), page.value("住所")) == ("東京都", "千代田区千代田")
    kept = await site.press(page, "郵便番号から住所を入力する", 住所="千代田区千代田1-1")
    assert kept.value("住所") == "千代田区千代田1-1"
    none = await site.press(kept, "郵便番号から住所を入力する", 郵便番号="000-0000")
    assert "該当する住所が見つかりませんでした" in none.text
    assert none.value("住所") == "千代田区千代田1-1"


async def test_pasted_jan_fills_the_maker_code(site: Site, applications: Applications) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 代表JANメーカーコード="4901234567894")
    assert page.h1 == "入力内容の確認"
    assert "4901234 変更" in page.text


async def test_address_that_is_pasted_with_its_name_fills_the_name(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    pasted = {
        "認証先卸担当者名": "",
        "認証先卸担当者メールアドレス": '"鈴木 一郎" <suzuki@mihon-oroshi.example>',
    }
    page = await fill(site, form, **pasted)
    assert page.h1 == "入力内容の確認"
    assert "鈴木 一郎" in page.text
    assert "suzuki@mihon-oroshi.example" in page.text


async def test_what_the_procedure_does_not_ask_for_may_stay_empty(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    empty = {"電話番号": "", "部署名": "", "氏名カナ": "", "企業名": FILLED["企業名"]}
    page = await fill(site, form, **empty)
    assert page.h1 == "入力内容の確認"
    assert page.text.count("入力なし") == 4
    assert (await site.press(page, "申請する")).h1 == "加入申請を受け付けました"


async def test_script_of_the_page_asks_for_the_place_of_a_postal_code(site: Site) -> None:
    told = await site.client.get("/postal-codes/1000001")
    assert told.json() == {"head_office": "東京都", "address": "千代田区千代田"}
    for unknown in ("0000000", "abc", "%2e%2e", "1" * 300):
        assert (await site.client.get(f"/postal-codes/{unknown}")).status_code == 404


@pytest.mark.parametrize(("longer", "name"), [(0, "鈴木"), (500, "")])
def test_what_is_too_long_for_a_name_and_an_address_is_not_looked_through(
    longer: int, name: str
) -> None:
    form = Form({"contact_mail_address": f"鈴木{' ' * longer} <suzuki@mihon-oroshi.example>"})
    fill_contact(form)
    assert form.typed("contact_name") == name


async def test_the_register_is_asked_for_nothing_that_no_name_has(
    site: Site, applications: Applications
) -> None:
    await register(nta_row(1, **REGISTERED))
    _, link = await to_form(site, applications)
    page = await site.get(f"{link}/form?corporation=ab%00")
    assert page.status == 200


@pytest.mark.parametrize("label", ["電話番号", "部署名", "氏名カナ"])
async def test_what_may_stay_empty_may_hold_what_nobody_sees(
    site: Site, applications: Applications, label: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, **FILLED | {label: "\u200b\ufeff"})
    assert page.h1 == "入力内容の確認"
