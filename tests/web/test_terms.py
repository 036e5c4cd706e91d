"""The terms of use, and the consent to them (product.md, step 3)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from db.tables.enrolment import TermsVersion
from db.terms import add_terms, current_terms
from rig.site import Site
from tests.web.walk import AGREEMENT, NAME
from web.terms.document import articles

TERMS = f"/terms?name={NAME}"


async def test_full_text_stands_on_the_page(site: Site) -> None:
    page = await site.get(TERMS)
    terms = await current_terms(site.clock())
    for article in articles(terms.body):
        assert article.heading in page.text
        assert all(paragraph in page.text for paragraph in article.paragraphs)


@pytest.mark.parametrize("version", ["terms", "terms_2"])
async def test_terms_have_every_article_in_both_languages(version: str) -> None:
    demo = Path(__file__).parents[2] / "db" / "demo"
    japanese = articles((demo / f"{version}_ja.txt").read_text())
    english = articles((demo / f"{version}_en.txt").read_text())
    assert [re.sub("[^0-9]", "", article.heading) for article in japanese] == [
        re.sub("[^0-9]", "", article.heading) for article in english
    ]
    assert [len(article.paragraphs) for article in japanese] == [
        len(article.paragraphs) for article in english
    ]


async def test_download_is_a_pdf_that_carries_its_font(site: Site) -> None:
    page = await site.get(TERMS)
    response = await site.client.get(page.link("ダウンロード"))
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'attachment; filename="inforex-terms-2.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert b"/FontFile3" in response.content
    assert b"+NotoSansCJKjp-Regular" in response.content


async def test_before_the_first_version_applicants_read_that_it_is_not_open(site: Site) -> None:
    await TermsVersion.delete(force=True)
    for path in (TERMS, "/terms.pdf", f"/mail-address?name={NAME}"):
        page = await site.get(path)
        assert (page.status, page.h1) == (503, "加入申請の受付を準備しています")


async def test_consent_leads_on_with_the_searched_name(site: Site) -> None:
    search = await site.get(f"/search?name={NAME}")
    terms = await site.get(search.link("企業ID申請"))
    page = await site.press(terms, "次へ", **{AGREEMENT: "yes"})
    assert page.path == "/mail-address"
    assert page.response.url.params["name"] == NAME


async def test_going_on_without_the_tick_says_what_to_do(site: Site) -> None:
    page = await site.press(await site.get(TERMS), "次へ")
    assert page.status == 422
    assert page.errors == {"agreed": "＊利用規約をお読みになり、同意のチェックを入れてください。"}


async def test_consent_to_an_old_version_is_asked_again(site: Site) -> None:
    old = await site.get(TERMS)
    await add_terms(3, "改定\n\n第1条\n新しい内容です。", "New", site.clock())
    page = await site.press(old, "次へ", **{AGREEMENT: "yes"})
    assert page.errors == {"agreed": "＊利用規約が改定されました。新しい内容をご確認ください。"}
    assert "新しい内容です。" in page.text
    assert (await site.press(page, "次へ", **{AGREEMENT: "yes"})).path == "/mail-address"


async def test_version_of_the_future_is_not_in_force(site: Site) -> None:
    await add_terms(3, "来月から", "Next month", site.clock() + timedelta(days=30))
    assert "来月から" not in (await site.get(TERMS)).text


async def test_english_page_shows_the_translation_beside_the_binding_text(site: Site) -> None:
    page = await site.get(f"{TERMS}&lang=en")
    assert "Article 1 (Purpose)" in page.text
    assert "第1条（目的）" in page.text


async def test_whoever_has_not_searched_is_led_to_the_search(site: Site) -> None:
    assert (await site.get("/terms")).path == "/search"
    assert (await site.get("/terms?name=%25")).path == "/search"
