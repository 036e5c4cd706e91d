"""Japanese first, English by a switch (ux 25)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from babel.messages.pofile import read_po
from litestar import Request
from litestar.datastructures import Cookie
from litestar.response import Redirect

from domain.text import InvalidInput
from web.here import LANGUAGE, here

Language = Literal["ja", "en"]
COOKIE = "lang"
_ONE_YEAR = 365 * 24 * 60 * 60


def _read_catalogue() -> dict[str, str]:
    """Read every English catalogue; the Japanese text is the key."""
    texts: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / "locale").glob("en*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id and message.string:
                    texts[str(message.id)] = str(message.string)
    return texts


ENGLISH: Mapping[str, str] = _read_catalogue()


def language_of(request: Request[Any, Any, Any]) -> Language:
    chosen = request.scope["state"].get(COOKIE) or request.cookies.get(COOKIE)
    wanted = chosen == "en"
    return "en" if wanted and not is_for_staff(request) else "ja"


def translate(text: str, language: str) -> str:
    """Give the text in the page's language; one that has no English yet stays Japanese."""
    return ENGLISH.get(text, text) if language == "en" else text


def say(message: InvalidInput | str, language: str) -> str:
    """Translate the sentence of a message by its template, and fill it."""
    if isinstance(message, str):
        return translate(message, language)
    return translate(message.message, language).format(**message.params)


def switch_url(request: Request[Any, Any, Any], language: Language) -> str | None:
    """The same page in the other language; None where there is none."""
    if is_for_staff(request):
        return None
    return here(request.scope, (LANGUAGE, "ja" if language == "en" else "en"))


def switch_language(request: Request[Any, Any, Any]) -> Redirect | None:
    """Answer `?lang=en` or `?lang=ja` on any page: remember it, and show the page without it."""
    wanted = request.query_params.get(LANGUAGE)
    if request.method != "GET" or wanted not in {"ja", "en"}:
        return None
    return Redirect(
        here(request.scope), status_code=303, cookies=[language_cookie(request, wanted)]
    )


def choose_language(request: Request[Any, Any, Any], language: str) -> Cookie:
    """Answer this request in a language already, and remember it."""
    request.scope["state"][COOKIE] = language
    return language_cookie(request, language)


def language_cookie(request: Request[Any, Any, Any], language: str) -> Cookie:
    """Remember a language that was chosen."""
    return Cookie(
        COOKIE,
        value=language,
        max_age=_ONE_YEAR,
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.https,
    )


def is_for_staff(request: Request[Any, Any, Any]) -> bool:
    """Whether this is of the console, whose people all work in Japan, and are the helpdesk."""
    return request.scope["path"].startswith("/console")
