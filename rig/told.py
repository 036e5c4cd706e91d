"""Whether the page after an act says what was done (web/said.py), for every form a test sends."""

import re
from xml.etree.ElementTree import Element

import httpx

OF_OTHERS = re.compile(
    r"/(terms|mail-address|apply|status|approval|requests|dispute)(/.*)?"  # applicants, contacts
)
LEADS_ON = re.compile(r"(/console)?/(login|login/code|logout)|/console/(find|filters/words)")
"""Nothing was done, and the page that one comes to says where one is."""

SAYS_SO_ITSELF = re.compile(
    r"/forgotten/(sent|helpdesk)|/invitation/[^/]+/done|/password-set|/address-changed"
    r"|/address/[^/]+/confirmed"
)
"""Pages that there are for nothing but to say what was done, to people who are not logged in."""


def check_told(sent_to: str, response: httpx.Response, page: Element) -> None:
    """Raise AssertionError where an act of the portal or the console was answered silently.

    Errors, and forms that ask for more before anything is done, are answers of another sort.
    """
    if OF_OTHERS.fullmatch(sent_to) or LEADS_ON.fullmatch(sent_to):
        return
    redirects = [each for each in response.history if each.status_code == 303]
    if not redirects or "answer=" in str(response.url):
        return
    if _led_away(response) or SAYS_SO_ITSELF.fullmatch(response.url.path):
        return
    assert _says(page), f"{sent_to} is answered by {response.url.path} without a word"


def _led_away(response: httpx.Response) -> bool:
    """Whether a guard wanted something else first: a login, a consent."""
    path = response.url.path
    return path.endswith(("/login", "/terms-consent"))


def _says(page: Element) -> bool:
    return any(
        "said" in (element.get("class") or "").split() and "".join(element.itertext()).strip()
        for element in page.iter("div")
    )
