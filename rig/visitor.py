"""A person with a browser who finds things by what pages show; every page fetched is checked."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import httpx

from rig.page_check import check_page, parsed
from rig.told import check_told

FILLED_IN = ("input", "select", "textarea")

AS_A_BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Page:
    """One page that was fetched, parsed."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.path = response.url.path
        self.html = response.text
        self.tree = parsed(self.html)

    @property
    def title(self) -> str:
        return words(self.tree.find(".//title"))

    @property
    def h1(self) -> str:
        return words(self.tree.find(".//h1"))

    @property
    def text(self) -> str:
        """All words of the page's main part."""
        return words(self.tree.find(".//main"))

    @property
    def errors(self) -> dict[str, str]:
        """What stands below the fields that are wrong, by their names."""
        found = ((e.get("id") or "", words(e)) for e in self.tree.iter("p"))
        return {i.removesuffix("-error"): text for i, text in found if i.endswith("-error")}

    def link(self, text: str) -> str:
        """Where the link of this text leads."""
        for element in self.tree.iter("a"):
            if words(element) == text:
                return element.get("href") or ""
        raise LookupError(f"no link {text!r} on {self.path}")

    def cells(self, caption: str) -> list[list[str]]:
        """The rows of the table of this caption."""
        for table in self.tree.iter("table"):
            if words(table.find("caption")) == caption:
                return [[words(cell) for cell in row] for row in table.iterfind("tbody/tr")]
        raise LookupError(f"no table {caption!r} on {self.path}")

    @property
    def said(self) -> str:
        """What it says of the act before it; empty when it says nothing."""
        boxes = (e for e in self.tree.iter("div") if "said" in (e.get("class") or "").split())
        return words(next(boxes, None))

    def value(self, label: str) -> str:
        """What the field of this label shows."""
        return _value(self._field(label)) or ""

    def form_of(self, button: str) -> tuple[Element, Element]:
        """The form that the button of this text sends, and the button."""
        for form in self.tree.iter("form"):
            for element in form.iter("button"):
                if words(element) == button and element.get("type") == "submit":
                    return form, element
        raise LookupError(f"no button {button!r} on {self.path}")

    def name_of(self, label: str) -> str:
        """The name of the field of this label."""
        return self._field(label).get("name") or ""

    def _field(self, label: str) -> Element:
        for element in self.tree.iter("label"):
            if _without_need(element) == label:
                return self._by_id(element.get("for") or "")
        raise LookupError(f"no field {label!r} on {self.path}")

    def _by_id(self, identifier: str) -> Element:
        return next(e for e in self.tree.iter() if e.get("id") == identifier)


class Visitor:
    """One person, whose browser is `client` with its cookies."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **headers: str) -> Page:
        """Fetch a page, following redirects."""
        return self.checked(await self.client.get(path, follow_redirects=True, headers=headers))

    async def post(self, path: str, fields: dict[str, str]) -> Page:
        """Send fields by their names as they are, as a browser would, following redirects."""
        response = await self.client.post(
            path, data=fields, follow_redirects=True, headers=AS_A_BROWSER
        )
        page = self.checked(response)
        check_told(urlsplit(path).path, response, page.tree)
        return page

    async def press(self, page: Page, button: str, **fields: str) -> Page:
        """Fill in fields by their labels and press a button, as a browser would."""
        form, pressed = page.form_of(button)
        data = dict(_sent(form)) | {page.name_of(label): text for label, text in fields.items()}
        if pressed.get("name"):
            data[pressed.get("name") or ""] = pressed.get("value") or ""
        path = urljoin(
            str(page.response.url), pressed.get("formaction") or form.get("action") or ""
        )
        if (form.get("method") or "get").lower() == "post":
            return await self.post(path, data)
        return self.checked(await self.client.get(path, params=data, follow_redirects=True))

    def checked(self, response: httpx.Response) -> Page:
        """Check a page that was fetched, and parse it."""
        assert response.headers["content-type"].startswith("text/html"), response.headers
        check_page(response.text, response.headers)
        return Page(response)


def words(element: Element | None) -> str:
    """All text in an element, in one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _without_need(label: Element) -> str:
    """The words of a label without 「※必須」 or 「※任意」, whatever the language."""
    need = words(next((e for e in label.iter("span") if "need" in (e.get("class") or "")), None))
    return words(label).removesuffix(need).strip()


def _sent(form: Element) -> Iterator[tuple[str, str]]:
    for element in form.iter():
        name = element.get("name")
        if element.tag in FILLED_IN and name:
            value = _value(element)
            if value is not None:
                yield name, value


def _value(element: Element) -> str | None:
    """What a browser would send for a field; None for a box that is not ticked."""
    if element.tag == "select":
        chosen = [e for e in element.iter("option") if e.get("selected") is not None]
        return (chosen[0].get("value") or "") if chosen else ""
    if element.tag == "textarea":
        return (element.text or "").removeprefix("\n")
    if element.get("type") in {"checkbox", "radio"} and element.get("checked") is None:
        return None
    return element.get("value") or ""
