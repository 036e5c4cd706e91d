"""What every page must be, whoever made it (ux 1, 3, 5–7, 10, 11; security.md S35)."""

import copy
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from xml.etree.ElementTree import Element

import html5lib

Finding = Iterator[str]

TYPED_IN = {"text", "email", "tel", "search", "password", "url", "number"}
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
LOADING = {"src", "srcset", "poster", "data", "action", "formaction"}


# What a page has in another browser than the same page has here.
_TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
_SAME = "the-same-for-all"

# What two pages of one shape differ in, none of which changes how HTML is read: text between tags
# (white space before it stays; no references, no characters that HTML forbids), what is written
# into a field, where a link leads; elsewhere numbers, and tokens of links.
_SPECIAL = (
    r"<>&\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U00010000-\U0010ffff"
)
_VARIES = re.compile(
    rf"""
    (?<=>)([ \t\n]*)[^ \t\n{_SPECIAL}][^{_SPECIAL}]*(?=<)
    |(?<=\ value=")[^"{_SPECIAL}]+
    |(?<=\ href=")[^"{_SPECIAL}]+
    |(?<![\w-])[a-zA-Z0-9_-]{{24,}}
    |(?<![#\dx])[0-9]{{2,}}
    """,
    re.VERBOSE,
)
_PLACE = "\ue000"
_PLACES = re.compile(f"{_PLACE}(\\d+);")


def check_page(html: str, headers: Mapping[str, str]) -> None:
    """Raise AssertionError with everything that is wrong with a page, as one list."""
    _, defects = _looked_at(_TOKEN.sub(_SAME, html))
    findings = [*defects, *_headers({name.lower(): value for name, value in headers.items()})]
    assert not findings, "The page has defects:\n- " + "\n- ".join(findings)


def parsed(html: str) -> Element:
    """Return a page as a browser reads it."""
    tokens = iter(_TOKEN.findall(html))
    page, _ = _looked_at(_TOKEN.sub(_SAME, html))
    page = copy.deepcopy(page)
    for element in page.iter("input"):
        if element.get("name") == "csrf_token" and element.get("value") == _SAME:
            element.set("value", unescape(next(tokens)))
    return page


@functools.lru_cache(maxsize=128)
def _looked_at(html: str) -> tuple[Element, tuple[str, ...]]:
    """Return a page and all its defects; the same pages come often."""
    page, errors = _of_its_shape(html) or _read(html)
    return page, (*errors, *(finding for rule in RULES for finding in rule(page)))


def _of_its_shape(html: str) -> tuple[Element, tuple[str, ...]] | None:
    """Return a page as `_read` does, by one of the same shape that was read before.

    To read one takes longer than all else that tests do with it. None where that is no way: its
    HTML is wrong, or what varies is a name.
    """
    varying: list[str] = []

    def place(found: re.Match[str]) -> str:
        space = found[1] or ""
        varying.append(found[0].removeprefix(space))
        return f"{space}{_PLACE}{len(varying) - 1};"

    def put_back(text: str) -> str:
        return _PLACES.sub(lambda found: varying[int(found[1])], text)

    shape = None if _PLACE in html else _read_shape(_VARIES.sub(place, html))
    if shape is None:
        return None
    page = copy.deepcopy(shape)
    for element in page.iter():
        if _PLACE in (element.text or ""):
            element.text = put_back(element.text or "")
        if _PLACE in (element.tail or ""):
            element.tail = put_back(element.tail or "")
        for name, value in element.items():
            if _PLACE in value:
                element.set(name, put_back(value))
    return page, ()


@functools.lru_cache(maxsize=512)
def _read_shape(html: str) -> Element | None:
    page, errors = _read(html)
    names = {name for e in page.iter() for name in (str(e.tag), *e.keys())}
    return None if errors or _PLACE in "".join(names) else page


def _read(html: str) -> tuple[Element, tuple[str, ...]]:
    """Return a page and what is wrong with its HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page: Element = parser.parse(html)
    errors = [
        f"HTML, line {line}: {code} {details or ''}".rstrip()
        for (line, _), code, details in parser.errors
    ]
    return page, tuple(errors)


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _shown(element: Element) -> str:
    """How a finding names the element: its tag with what identifies it."""
    known = {key: element.get(key) for key in ("id", "name", "type", "for", "href", "class")}
    return f"<{element.tag}{''.join(f' {k}={v!r}' for k, v in known.items() if v is not None)}>"


def _controls(page: Element) -> Iterator[Element]:
    """Every field that a person fills in."""
    for element in page.iter():
        if element.tag in {"select", "textarea"} or (
            element.tag == "input" and element.get("type", "text") not in UNLABELLED
        ):
            yield element


def _language(page: Element) -> Finding:
    if page.get("lang") not in {"ja", "en"}:
        yield f"html lang is {page.get('lang')!r}, not ja or en"


_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")


def _japanese_in_english(page: Element) -> Finding:
    """Japanese has to be read aloud as such (WCAG 3.1.2); titles and fields hold no tags."""
    if page.get("lang") == "ja" or page.tag in {"title", "textarea", "script", "style"}:
        return
    texts = [page.text or "", *(child.tail or "" for child in page)]
    if found := next(filter(_JAPANESE.search, texts), None):
        yield f"{_shown(page)} has Japanese without lang=ja on an English page: {found.strip()!r}"
    for child in page:
        yield from _japanese_in_english(child)


def _marked_japanese(page: Element) -> Finding:
    if page.get("lang") == "en":
        yield from _japanese_in_english(page)


def _title(page: Element) -> Finding:
    title = _words(page.find("head/title"))
    if not re.fullmatch(r".*[^\s：:].* \| Inforex", title):
        yield f"title {title!r} does not say the page's name before '| Inforex'"
    if page.find(".//*[@aria-invalid='true']") is not None and not title.startswith(
        ("エラー：", "Error: ")
    ):
        yield f"title {title!r} does not begin with 「エラー：」 though fields are wrong"


def _headings(page: Element) -> Finding:
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch(r"h[1-6]", str(e.tag))]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1 instead of exactly one"
    for before, after in zip([1, *levels], levels, strict=False):
        if after > before + 1:
            yield f"h{after} follows h{before}"


def _ids(page: Element) -> Finding:
    counted = Counter(e.get("id") for e in page.iter() if e.get("id") is not None)
    yield from (f"id {name!r} is there {n} times" for name, n in counted.items() if n > 1)


def _references(page: Element) -> Finding:
    ids = {e.get("id") for e in page.iter()}
    for element in page.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            for target in (element.get(attribute) or "").split():
                if target not in ids:
                    yield f"{_shown(element)}: {attribute} names {target!r}, which is not there"
        href = element.get("href") or ""
        if href.startswith("#") and href[1:] not in ids:
            yield f"{_shown(element)} leads to an id that is not there"


def _labels(page: Element) -> Finding:
    labels = [e for e in page.iter("label") if _words(e)]
    named = {e.get("for") for e in labels}
    wrapped = {inner for e in labels for inner in e.iter()}
    for control in _controls(page):
        if not (control.get("id") in named or control in wrapped or control.get("aria-labelledby")):
            yield f"{_shown(control)} has no visible label"


def _names_of_actions(page: Element) -> Finding:
    for element in page.iter():
        if element.tag in {"button", "a"} and not _words(element):
            if any(image.get("alt") for image in element.iter("img")):
                continue
            yield f"{_shown(element)} has no text"


def _fieldsets(page: Element) -> Finding:
    for fieldset in page.iter("fieldset"):
        if not _words(fieldset.find("legend")):
            yield f"{_shown(fieldset)} has no legend"


def _fields(page: Element) -> Finding:
    for control in _controls(page):
        for forbidden in ("placeholder", "readonly", "disabled"):
            if control.get(forbidden) is not None:
                yield f"{_shown(control)} has {forbidden}"
        if control.get("inputmode") == "numeric" and control.get("maxlength") is not None:
            yield f"{_shown(control)} is a code and has maxlength"
        typed_in = control.tag == "input" and control.get("type", "text") in TYPED_IN
        if typed_in and not control.get("autocomplete"):
            yield f"{_shown(control)} does not say its autocomplete"
        if control.get("type") == "password" and control.get("value"):
            yield f"{_shown(control)} sends a password back"


def _forms(page: Element) -> Finding:
    for form in page.iter("form"):
        if form.get("novalidate") is None:
            yield f"{_shown(form)} is not novalidate"
        if form.get("method", "get").lower() == "post" and not any(
            "csrf" in (e.get("name") or "") and e.get("value") for e in form.iter("input")
        ):
            yield f"{_shown(form)} posts without a CSRF token"


def _tables(page: Element) -> Finding:
    for table in page.iter("table"):
        if not _words(table.find("caption")):
            yield f"{_shown(table)} has no caption"
        if any(cell.get("scope") not in {"col", "row"} for cell in table.iter("th")):
            yield f"{_shown(table)} has a th without scope"


def _images(page: Element) -> Finding:
    yield from (f"{_shown(e)} has no alt" for e in page.iter("img") if e.get("alt") is None)


def _inline_code(page: Element) -> Finding:
    for element in page.iter():
        for name, value in element.items():
            if name == "style" or name.startswith("on"):
                yield f"{_shown(element)} has an inline {name}"
            if value.strip().lower().startswith("javascript:"):
                yield f"{_shown(element)} runs a script by its {name}"
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"<{element.tag}> stands in the page"


_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def _loads(page: Element) -> Finding:
    for element in page.iter():
        loading = LOADING | ({"href"} if element.tag == "link" else set())
        for attribute in loading.intersection(element.keys()):
            if _ELSEWHERE.match(element.get(attribute) or ""):
                yield f"{_shown(element)}: {attribute} leaves the site"


def _headers(headers: Mapping[str, str]) -> Finding:
    yield from _policy(headers.get("content-security-policy", ""))
    if headers.get("x-content-type-options") != "nosniff":
        yield "X-Content-Type-Options is not nosniff"
    if headers.get("referrer-policy") not in {"no-referrer", "same-origin", "strict-origin"}:
        yield f"Referrer-Policy is {headers.get('referrer-policy')!r}"


def _policy(text: str) -> Finding:
    parts = [part.split() for part in text.split(";") if part.strip()]
    policy = {name: set(sources) for name, *sources in parts}
    for name in ("default-src", "frame-ancestors", "base-uri"):
        if policy.get(name) != {"'none'"}:
            yield f"Content-Security-Policy: {name} is not 'none'"
    if "form-action" not in policy:
        yield "Content-Security-Policy: form-action is missing"
    for name, sources in policy.items():
        if not sources <= {"'self'", "'none'"}:
            yield f"Content-Security-Policy: {name} allows {' '.join(sorted(sources))}"


RULES: tuple[Callable[[Element], Finding], ...] = (
    _language,
    _marked_japanese,
    _title,
    _headings,
    _ids,
    _references,
    _labels,
    _names_of_actions,
    _fieldsets,
    _fields,
    _forms,
    _tables,
    _images,
    _inline_code,
    _loads,
)
