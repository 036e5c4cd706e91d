"""The contact sees who asks and what is new about them, and decides in two steps (S25)."""

from db.tables.enrolment import Decision
from rig.applications import FORM, Applications, another_form
from rig.companies import other_manager
from rig.site import Site
from rig.visitor import Page
from tests.web.approval_pages import WAYS, approval_path, asked


def posts_of(page: Page) -> set[str]:
    """Where the forms of a page are sent."""
    forms = page.tree.iter("form")
    return {form.get("action") or "" for form in forms if form.get("method") == "post"}


async def test_s25_the_page_shows_who_asks(site: Site, applications: Applications) -> None:
    page = await asked(site, applications)
    for shown in (FORM.company_name, FORM.company_name_kana, FORM.head_office, FORM.jan_maker_code):
        assert shown in page.text
    assert f"法人番号 {FORM.corporate_number}" in page.text
    assert (
        "申請者のメールアドレス @shinki-shokuhin.example（@より前は表示していません）" in page.text
    )


async def test_s25_the_page_shows_what_is_new_about_a_stranger(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    assert "同じ名前の登録企業 ありません" in page.text
    assert "このメールドメインからの申請 はじめての申請です" in page.text
    assert "ご自身のこれまでの承認件数 0件" in page.text


async def test_s25_the_page_shows_what_is_known_already(
    site: Site, applications: Applications
) -> None:
    await other_manager(applications)
    before = another_form(company_name="株式会社べつの菓子")
    await applications.awaiting_approval("first@shinki-shokuhin.example", before)
    number = await applications.awaiting_approval("second@shinki-shokuhin.example", another_form())
    page = await site.get(await approval_path(applications, number))
    assert "このメールドメインからの申請 2件目の申請です" in page.text
    assert "ご自身のこれまでの承認件数 1件" in page.text


async def test_s25_the_page_tells_of_a_company_of_the_same_name(
    site: Site, applications: Applications
) -> None:
    await applications.enrolled()
    form = another_form(company_name="有限会社新規食品", head_office="大阪府")
    number = await applications.awaiting_approval("a@betsu.example", form)
    page = await site.get(await approval_path(applications, number))
    assert "同じ名前の登録企業 あります（本社所在地：東京都）" in page.text


async def test_s25_the_first_page_has_no_button_that_decides(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    assert posts_of(page) & {f"{page.path}/{way}" for way in WAYS} == set()
    assert {page.link(text) for text in ("承認する", "承認しない", "取引がない")} == {
        f"{page.path}/{way}" for way in ("approve", "decline", "no_trade")
    }


async def test_s25_nothing_but_the_button_of_the_second_page_decides(
    site: Site, applications: Applications
) -> None:
    page = await asked(site, applications)
    token = {"csrf_token": site.client.cookies["__Host-csrf"], "choice": "approve"}
    assert (await site.client.post(page.path, data=token)).status_code == 405
    for way in WAYS:
        await site.get(f"{page.path}/{way}?choice=approve")
    assert not await Decision.exists()
    second = await site.get(page.link("承認する"))
    assert posts_of(second) == {f"{page.path}/approve"}
    await site.press(second, "承認する")
    assert await Decision.count() == 1
