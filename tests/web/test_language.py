"""Japanese first, English by a switch, nothing left untranslated (ux 25)."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from babel.messages.pofile import read_po

from domain.text import InvalidInput
from domain.tokens import Purpose
from rig.applications import Applications
from rig.site import Site
from rig.visitor import Page
from tests.web.translatable import JAPANESE, ROOT, in_own_data, in_pages, in_rules, in_templates
from tests.web.walk import NAME, apply_link, to_check, to_form
from web.language import ENGLISH, say, translate

CATALOGUES = sorted((ROOT / "web" / "locale").glob("*.po"))
NAMES = re.compile(
    r"\S*(株式会社|フーズ)\S*|【Inforex】\w+|シンキショクヒン|タナカ ハナコ|田中 花子"
    r"|鈴木 一郎|商品部|仕入部|千代田区\S*"
)
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def messages(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def test_every_text_of_the_pages_has_its_english() -> None:
    shown = {*in_templates(), *in_pages(), *in_rules(), *in_own_data()}
    assert shown - set(ENGLISH) == set()


def test_catalogues_have_no_text_twice_and_none_that_is_not_shown() -> None:
    listed = Counter(message for path in CATALOGUES for message in messages(path))
    assert [message for message, times in listed.items() if times > 1] == []
    assert set(listed) - {*in_templates(), *in_pages(), *in_rules(), *in_own_data()} == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_english_has_the_same_placeholders(path: Path) -> None:
    for japanese, english in messages(path).items():
        found = [Counter(PLACEHOLDER.findall(text)) for text in (japanese, english)]
        assert found[0] == found[1], japanese


def test_text_without_english_stays_japanese() -> None:
    assert translate("まだ英語のない文", "en") == "まだ英語のない文"
    assert translate("検索", "ja") == "検索"


def test_message_is_translated_by_its_template() -> None:
    message = InvalidInput("{most}文字以内で入力してください。", most=5)
    assert say(message, "en") == "Please enter at most 5 characters."
    assert say(message, "ja") == "5文字以内で入力してください。"


async def test_switch_is_remembered_and_leads_back_to_the_same_page(site: Site) -> None:
    japanese = await site.get("/search?name=見本")
    english = await site.get(japanese.link("English"))
    assert english.response.url.params.multi_items() == [("name", "見本")]
    assert english.tree.get("lang") == "en"
    assert (await site.get("/")).h1 == "You need IDs to use Inforex"
    back = await site.get((await site.get("/")).link("日本語"))
    assert back.h1 == "Inforexのご利用には、ID取得が必要です"


async def test_switch_never_leads_to_another_site(site: Site) -> None:
    for path in ("//evil.example/?lang=en", "///search?lang=en", "/\\search?lang=en"):
        response = await site.client.get("https://inforex.test" + path)
        if response.is_redirect:
            assert re.match(r"/(?![/\\])", response.headers["location"])


async def test_unknown_language_changes_nothing(site: Site) -> None:
    page = await site.get("/?lang=fr")
    assert page.tree.get("lang") == "ja"
    assert "lang" not in site.client.cookies


async def test_english_pages_hold_no_japanese_of_ours(
    site: Site, applications: Applications
) -> None:
    await site.get("/?lang=en")
    for path in ("/", "/search", f"/search?name={NAME}", "/search?name=%25", "/nothing"):
        assert_english(await site.get(path))
    _, link = await apply_link(applications, "other@shinki.example")
    assert_english(await site.get(link))
    form, link = await to_form(site, applications)
    assert_english(form)
    assert_english(await site.get(f"{link}/no-jan"))
    assert_english(await site.get(f"{link}/form?check=yes"))
    number = await applications.awaiting_approval("third@shinki.example")
    status = await applications.token(Purpose.STATUS, number)
    assert_english(await site.get(f"/status/{status}"))
    used = await applications.token(Purpose.APPLY, number)
    assert_english(await site.get(f"/apply/{used}"))


@pytest.mark.parametrize(
    "stage", ["under_review", "cleared", "awaiting_approval", "decided", "withdrawing", "enrolled"]
)
async def test_english_status_page_holds_no_japanese_of_ours(
    site: Site, applications: Applications, stage: str
) -> None:
    number = await getattr(applications, stage)()
    path = f"/status/{await applications.token(Purpose.STATUS, number)}"
    await site.get("/?lang=en")
    for page in ("", "/contact", "/correct", "/withdraw"):
        assert_english(await site.get(path + page))


async def test_english_check_page_holds_no_japanese_of_ours(
    site: Site, applications: Applications
) -> None:
    page, link = await to_check(site, applications)
    english = await site.get(f"{page.path}?lang=en")
    assert english.path == f"{link}/check"
    assert_english(english)


def assert_english(page: Page) -> None:
    """No Japanese but what people typed, names of wholesalers, and subjects of mails."""
    assert page.tree.get("lang") == "en"
    left = [text for text in _texts(page.tree) if JAPANESE.search(NAMES.sub("", text))]
    assert left == []


def _texts(element: Element) -> Iterator[str]:
    """Every text of the page, but for parts that say they are Japanese."""
    if element.get("lang") != "ja":
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
