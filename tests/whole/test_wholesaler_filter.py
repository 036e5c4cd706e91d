"""The long list of wholesalers, as the browser narrows it by what is typed."""

from itertools import count

import pytest
from playwright.sync_api import Browser, Page

from db.enrolment.wholesalers import Wholesaler
from domain.company_names import loose_search_key
from domain.kanji_forms import LOOK_ALIKE
from rig.spellings import NAMES, Written
from tests.web.test_components import ROOT, TypedForm, part
from web.wholesaler_choices import choices_of

READINGS = {
    "株式会社壽屋": "コトブキヤ",
    "髙濱釀造株式会社": "タカハマジヨゾ",
    "有限会社ニツ葉龜麵": "フタツバカメメン",
}
"""As `reading_key` has them."""

OTHERS = ("東酒販株式会社", "中央食品卸株式会社", "港町物産")


def wholesalers() -> tuple[Wholesaler, ...]:
    serial = count(1)
    return tuple(
        Wholesaler(
            next(serial), name, kana, (loose_search_key(name).translate(LOOK_ALIKE), *reading)
        )
        for name, kana, *reading in (
            *((each.name, each.kana, READINGS[each.name]) for each in NAMES),
            *((name, "") for name in OTHERS),
        )
    )


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    choices = choices_of(wholesalers())
    field = part(
        '{% import "applicant/fieldsets.html" as f with context %}'
        "{{ f.wholesaler_fields(form, choices) }}",
        TypedForm(),
        choices=choices,
    )
    page = browser.new_context(locale="ja-JP").new_page()
    page.set_content(f"<form method=post>{field}</form>")
    page.add_script_tag(path=ROOT / "web" / "static" / "inforex.js")
    return page


def offered(page: Page, typed: str) -> list[str]:
    page.locator("input[type=search]").fill(typed)
    return page.locator("select option").all_inner_texts()[1:]


@pytest.mark.parametrize("written", NAMES, ids=lambda written: written.name)
def test_every_spelling_finds_the_wholesaler(page: Page, written: Written) -> None:
    for typed in (*written.same, *written.parts):
        assert offered(page, typed) == [written.name], typed


def test_nothing_typed_offers_all(page: Page) -> None:
    every = [*(each.name for each in NAMES), *OTHERS]
    for typed in ("", " ", "株式会社"):
        assert offered(page, typed) == every


def test_what_nobody_is_called_offers_none(page: Page) -> None:
    assert offered(page, "みつからない") == []


@pytest.mark.parametrize("typed", ["jozo", "jouzou", "zyouzou", "jyozo", "johzoh", "JŌZŌ"])
def test_latin_letters_are_read_in_every_usual_way(page: Page, typed: str) -> None:
    assert offered(page, typed) == ["髙濱釀造株式会社"]


def test_what_was_chosen_stays_and_nothing_is_chosen_by_typing(page: Page) -> None:
    select = page.locator("select")
    offered(page, "寿屋")
    assert select.input_value() == ""
    select.select_option(label="株式会社壽屋")
    assert offered(page, "高浜") == ["株式会社壽屋", "髙濱釀造株式会社"]
    assert select.input_value() == "1"
    select.select_option(index=0)
    assert offered(page, "高浜") == ["髙濱釀造株式会社"]
