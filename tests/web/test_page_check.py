"""The checker of pages finds each defect it is there for."""

from html import escape, unescape
from xml.etree.ElementTree import Element, tostring

import pytest
from html5lib import HTMLParser

from rig.page_check import check_page, parsed
from tests.web.test_components import HEADERS, TypedForm, style_guide

GOOD = style_guide(TypedForm())

DEFECTS = [
    ('<html lang="ja">', "<html>", "html lang"),
    ("加入申請情報登録 | Inforex", " | Inforex", "does not say the page's name"),
    ("<h1>加入申請情報登録</h1>", "<p>加入申請情報登録</p>", "0 h1"),
    ("<h3>第1条（目的）</h3>", "<h4>第1条（目的）</h4>", "h4 follows h2"),
    ('id="company_kana"', 'id="company_name"', "id 'company_name' is there 2 times"),
    ('id="jan-example"', 'id="elsewhere"', "names 'jan-example', which is not there"),
    ('href="#main"', 'href="#nowhere"', "leads to an id that is not there"),
    ('for="postal_code"', 'for="company_name"', "has no visible label"),
    ("申請する</button>", "</button>", "has no text"),
    ("<legend><h2>企業情報</h2></legend>", "", "has no legend"),
    ('id="postal_code"', 'id="postal_code" placeholder="100"', "has placeholder"),
    ('id="postal_code"', 'id="postal_code" maxlength="7"', "is a code and has maxlength"),
    ('autocomplete="postal-code"', "", "does not say its autocomplete"),
    (' type="password"', ' type="password" value="secret"', "sends a password back"),
    (" novalidate", "", "is not novalidate"),
    ('name="csrf_token"', 'name="other"', "posts without a CSRF token"),
    ("<caption>検索結果</caption>", "", "has no caption"),
    ('scope="col"', "", "has a th without scope"),
    (' alt=""', "", "has no alt"),
    ("<h1>", '<h1 style="color: red">', "has an inline style"),
    ("<h1>", '<h1 onclick="go()">', "has an inline onclick"),
    ('href="/back"', 'href="javascript:go()"', "runs a script"),
    ("<h1>", "<script>go()</script><h1>", "<script> stands in the page"),
    ("/static/inforex.js", "https://cdn.example/inforex.js", "src leaves the site"),
    ("/static/inforex.css", "//cdn.example/inforex.css", "href leaves the site"),
    ("</main>", "</div></main>", "HTML, line"),
]


@pytest.mark.parametrize(("right", "wrong", "finding"), DEFECTS, ids=[d[2] for d in DEFECTS])
def test_defect_of_a_page_is_found(right: str, wrong: str, finding: str) -> None:
    assert right in GOOD
    with pytest.raises(AssertionError, match="defects") as found:
        check_page(GOOD.replace(right, wrong, 1), HEADERS)
    assert finding in str(found.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Security-Policy", "default-src 'self'"),
        (
            "Content-Security-Policy",
            HEADERS["Content-Security-Policy"] + "; font-src fonts.example",
        ),
        ("Content-Security-Policy", HEADERS["Content-Security-Policy"] + " 'unsafe-inline'"),
        ("X-Content-Type-Options", ""),
        ("Referrer-Policy", "unsafe-url"),
    ],
)
def test_weak_header_is_found(name: str, value: str) -> None:
    with pytest.raises(AssertionError, match=name):
        check_page(GOOD, HEADERS | {name: value})


def test_page_with_a_wrong_field_must_say_so_in_its_title() -> None:
    page = GOOD.replace('id="postal_code"', 'id="postal_code" aria-invalid="true"')
    with pytest.raises(AssertionError, match="does not begin with"):
        check_page(page, HEADERS)


def test_a_page_that_came_before_has_the_token_of_this_browser() -> None:
    for token in ("of-one", "of&another"):
        page = parsed(GOOD.replace('value="token"', f'value="{escape(token)}"'))
        fields = {field.get("name"): field.get("value") for field in page.iter("input")}
        assert fields["csrf_token"] == token


def test_a_page_that_came_before_is_checked_like_the_first() -> None:
    wrong = GOOD.replace("<h1>", '<h1 onclick="go()">')
    for token in ("one", "another"):
        with pytest.raises(AssertionError, match="inline onclick"):
            check_page(wrong.replace('value="token"', f'value="{token}"'), HEADERS)


def as_html5lib_reads(html: str) -> Element:
    page: Element = HTMLParser(namespaceHTMLElements=False).parse(html)
    return page


def test_a_page_of_a_shape_that_came_before_has_its_own_numbers_and_tokens() -> None:
    place = "<h3>第1条（目的）</h3>"
    for number, token in (("2026", "a" * 30), ("31", "B-_" * 12), ("007&#39;", "c" * 99)):
        written = f'<p id="p-{number[:2]}">No. {number}<a href="/x/{token}">{token}</a>{number}</p>'
        html = GOOD.replace(place, place + written)
        page = parsed(html)
        (paragraph,) = (e for e in page.iter("p") if e.get("id") == f"p-{number[:2]}")
        (link,) = paragraph
        read = (paragraph.text, link.get("href"), link.text, link.tail)
        assert read == (f"No. {unescape(number)}", f"/x/{token}", token, unescape(number))
        assert tostring(page) == tostring(as_html5lib_reads(html))


def test_defects_that_a_page_of_the_same_shape_did_not_have_are_found() -> None:
    place = "<h3>第1条（目的）</h3>"
    for one, another in (("100", "200"), ("123", "456")):
        check_page(
            GOOD.replace(place, f'{place}<p id="a{one}"></p><p id="a{another}"></p>'), HEADERS
        )
    with pytest.raises(AssertionError, match="id 'a789' is there 2 times"):
        check_page(GOOD.replace(place, f'{place}<p id="a789"></p><p id="a789"></p>'), HEADERS)


def test_a_page_of_a_shape_that_came_before_has_its_own_words() -> None:
    place = "<h3>第1条（目的）</h3>"
    for word in ("（株）味噌", "\n  two\n\twords  ", "a&amp;b", "&#39;", "𠮷野", "x" * 30):
        written = f'<p>{word}<b>{word}</b> {word}<input value="{word}"></p>'
        written += f'<textarea id="t">\n{word}</textarea><a href="{word}">{word}</a>'
        html = GOOD.replace(place, place + written)
        assert tostring(parsed(html)) == tostring(as_html5lib_reads(html))


@pytest.mark.parametrize(
    "wrong",
    [
        "<p>\x01</p>",
        "<p>\ufdd0</p>",
        "<p>&#128;</p>",
        "<p>&#x110000;</p>",
        "<p a=1 a=1>",
        "<p 12=3 12=3>",
        "<p></p1234>",
    ],
)
def test_what_is_wrong_with_its_html_is_found_by_the_number_too(wrong: str) -> None:
    for html in (GOOD.replace("</h1>", f"</h1>{wrong}"), GOOD.replace("<h1>", f"{wrong}<h1>")):
        with pytest.raises(AssertionError, match="HTML, line"):
            check_page(html, HEADERS)
