"""Numbers and days in tables are marked, so that no line breaks inside them."""

import pytest
from markupsafe import Markup

from web.unbroken import unbroken


@pytest.mark.parametrize(
    "number",
    [
        "261129-000012-7",
        "00000017",
        "001",
        "4912345000001",
        "03-0000-7777",
        "+81-3-0000-7777",
        "1,234,567",
        "18:24",
        "2026年11月29日(日)",
    ],
)
def test_a_number_is_one(number: str) -> None:
    assert unbroken(number) == f'<span class="unbroken">{number}</span>'
    assert f">{number}</span>" in unbroken(f"番号{number}の件")


@pytest.mark.parametrize(
    "text",
    ["tanaka2026-11@shinki.example", "2001:db8:85a3:8d3:1319:8a2e:370:7348", "a-2026-b", "第3版"],
)
def test_what_only_holds_digits_breaks_as_it_may(text: str) -> None:
    assert unbroken(text) == text


def test_tags_and_what_people_typed_stay_as_they_are() -> None:
    assert unbroken("<b>1</b> & 12") == (
        '&lt;b&gt;1&lt;/b&gt; &amp; <span class="unbroken">12</span>'
    )
    assert unbroken("it's") == "it&#39;s"
    link = Markup('<a href="/companies/00000017">00000017</a>')
    assert unbroken(link) == Markup(
        '<a href="/companies/00000017"><span class="unbroken">00000017</span></a>'
    )
    told = Markup('<span title="12">a</span>')
    assert unbroken(told) == told
    assert unbroken(Markup("<svg><title>123</title></svg>")) == "<svg><title>123</title></svg>"
