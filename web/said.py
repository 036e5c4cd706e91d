"""What an act did, said once: by whatever page is shown next to whoever did it.

An act is answered by a redirect. What it has to say goes along in a cookie that is sealed for this
browser and whoever is logged in there, so that no address holds it and nothing has to be kept; the
next page shows it (web/pages.py) and removes it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from litestar import Litestar, Request, Response
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import Cookie
from litestar.response import Redirect
from litestar.response.base import ASGIResponse

from domain.sealing import seal, unseal
from web.context import settings_of
from web.cookies import private_cookie, read_cookie
from web.forms import Message
from web.language import language_of, say
from web.reader import given, reader_of

COOKIE = "said"

_FIVE_MINUTES = 5 * 60
"""Seconds: longer than any redirect takes."""


@dataclass(frozen=True)
class Said:
    """What was done, as a title, and what follows from it, as sentences.

    `link`: its text and its address, for what is best done next. `changed`: whether anything was;
    else `done` says why not.
    """

    done: Message
    follows: tuple[Message, ...] = ()
    link: tuple[Message, str] | None = None
    changed: bool = True


@dataclass(frozen=True)
class Shown:
    """The same as the page shows it, in the language of its reader."""

    done: str
    follows: list[str]
    link: list[str] | None
    changed: bool


class Told(Redirect):
    """A redirect to the page that says what was done."""

    def __init__(
        self, url: str, said: Said, background: BackgroundTask | None, cookies: Sequence[Cookie]
    ) -> None:
        super().__init__(url, status_code=303, background=background, cookies=list(cookies))
        self.said = said

    def to_asgi_response(
        self, app: Litestar | None, request: Request[Any, Any, Any], **how: Any
    ) -> ASGIResponse:
        """Put it into a cookie, for whoever has the session that this answer leaves."""
        value = _sealed(request, self.said, self.cookies)
        self.set_cookie(private_cookie(request, COOKIE, value, max_age=_FIVE_MINUTES))
        return super().to_asgi_response(app, request, **how)


def told(
    url: str,
    said: Said,
    *,
    background: BackgroundTask | None = None,
    cookies: Sequence[Cookie] = (),
) -> Told:
    """Answer an act: redirect to the page that shows its result, and have it say what was done."""
    return Told(url, said, background, cookies)


def said_before(request: Request[Any, Any, Any]) -> Shown | None:
    """What this page has to say of the act before it; None if that is nothing, or no page."""
    sealed = read_cookie(request, COOKIE)
    # A script that asks for a page to look for news is not somebody who reads it.
    read = request.headers.get("sec-fetch-mode", "navigate") == "navigate"
    if not sealed or request.method != "GET" or not read:
        return None
    purpose = _purpose(request, request.cookies)
    try:
        text = unseal(settings_of(request.app.state).link_keys, purpose, sealed)
    except InvalidToken:
        return None
    return Shown(**json.loads(text))


def forget(request: Request[Any, Any, Any], answer: Response[str]) -> None:
    """Have the browser drop what the page has said."""
    answer.set_cookie(private_cookie(request, COOKIE, "", max_age=0))


def _sealed(request: Request[Any, Any, Any], said: Said, cookies: Sequence[Cookie]) -> str:
    language = language_of(request)
    shown = Shown(
        done=say(said.done, language),
        follows=[say(each, language) for each in said.follows],
        link=None if said.link is None else [say(said.link[0], language), said.link[1]],
        changed=said.changed,
    )
    purpose = _purpose(request, request.cookies | given(cookies))
    keys = settings_of(request.app.state).link_keys
    return seal(keys, purpose, json.dumps(asdict(shown), ensure_ascii=False))


def _purpose(request: Request[Any, Any, Any], cookies: dict[str, str]) -> str:
    parts = json.dumps(reader_of(request.scope, cookies, request.app.state))
    return f"said {hashlib.sha256(parts.encode()).hexdigest()}"
