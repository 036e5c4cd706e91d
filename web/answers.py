"""A page that answers a form is shown after a redirect, so that Back and reload show it again.

No browser keeps the answer to a POST that may not be stored: it goes back to an error page of its
own, and asks before it reloads. So the page is kept here, sealed for the browser that sent the form
and for whoever is logged in there, and shown by a GET of the same address.
"""

import base64
import hashlib
import json
import secrets
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.fernet import InvalidToken
from litestar import MediaType, Request, Response, Router, get
from litestar.datastructures import Headers, State
from litestar.enums import ScopeType
from litestar.exceptions import MethodNotAllowedException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.status_codes import (
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_429_TOO_MANY_REQUESTS,
)
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send

from db import kept_answers
from db.engine import DATABASE_AWAY
from domain.sealing import seal, unseal
from web.context import now_of, settings_of
from web.csrf import has_new_token
from web.here import ANSWER, here
from web.pages import see_other
from web.reader import given_in_headers, reader_of
from web.security import client_network

_ONCE_AT = "answer_once_at"
_KEPT_HEADERS = ("retry-after",)
_TOO_MUCH = {HTTP_413_REQUEST_ENTITY_TOO_LARGE, HTTP_429_TOO_MANY_REQUESTS}


def show_once(request: Request[Any, Any, Any], at: str) -> None:
    """Show the answer to this form one time only, at the address of a page that stays open."""
    request.scope["state"][_ONCE_AT] = at


async def kept_answer(request: Request[Any, Any, Any]) -> Response[str] | Redirect | None:
    """The page that the address names; once it is gone, the way to the page without it."""
    token = request.query_params.get(ANSWER)
    if token is None or request.method != "GET":
        return None
    state, scope = request.app.state, request.scope
    sealed = await kept_answers.find(token, now_of(state))
    purpose = _purpose(scope, scope["path"], request.cookies, state)
    try:
        status, headers, html = _opened(state, purpose, sealed or "")
    except InvalidToken:
        return see_other(here(scope))
    return Response(html, status_code=status, headers=headers, media_type=MediaType.HTML)


def with_pages_for_answers(
    handlers: Iterable[HTTPRouteHandler | Router],
) -> list[HTTPRouteHandler | Router]:
    """Add, for each address that only takes a form, a page that shows nothing but its answer."""
    given = list(handlers)
    single = [each for each in given if isinstance(each, HTTPRouteHandler)]
    shown = {path for each in single if "GET" in each.http_methods for path in each.paths}
    return given + [
        _page_for_answers(each)
        for each in single
        if "POST" in each.http_methods and not each.paths <= shown
    ]


def _page_for_answers(handler: HTTPRouteHandler) -> HTTPRouteHandler:
    @get(list(handler.paths), opt=handler.opt)
    async def show_nothing_else() -> None:
        """There is no page without an answer."""
        raise MethodNotAllowedException(headers={"Allow": "POST"})

    return show_nothing_else


class AnswersByGet:
    """Wraps the whole application: a browser's form is answered by a redirect to the answer.

    Other clients, which do not say that they accept pages, get the answer itself; so does everyone
    where it cannot be kept, since there are too many or the database is away.
    """

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] == "POST" and _of_a_browser(scope):
            send = self._by_get(scope, send)
        await self._app(scope, receive, send)

    def _by_get(self, scope: Scope, send: Send) -> Send:
        held: list[HTTPResponseStartEvent] = []
        body = bytearray()

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_answer(scope, message):
                held.append(message)
            elif message["type"] == "http.response.body" and held:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    start = await self._kept(scope, held[0], bytes(body))
                    await send(start or held[0])
                    await send(message | {"body": b"" if start else bytes(body)})
            else:
                await send(message)

        return hold

    async def _kept(
        self, scope: Scope, answer: HTTPResponseStartEvent, body: bytes
    ) -> HTTPResponseStartEvent | None:
        """Keep the answer, and begin the redirect to it; None where it cannot be kept."""
        state, token = self._state, secrets.token_urlsafe(32)
        once_at = scope["state"].get(_ONCE_AT)
        cookies = Request(scope).cookies | given_in_headers(answer["headers"])
        purpose = _purpose(scope, once_at or scope["path"], cookies, state)
        network = client_network(Request(scope), settings_of(state).trusted_proxies)
        sealed = _sealed(state, purpose, answer, body)
        try:
            if not await kept_answers.keep(
                token, sealed, network, now_of(state), once=once_at is not None
            ):
                return None
        except DATABASE_AWAY:
            return None
        url = f"{once_at}?{ANSWER}={token}" if once_at else here(scope, (ANSWER, token))
        return _redirect(answer, url)


def _of_a_browser(scope: Scope) -> bool:
    return "text/html" in Headers.from_scope(scope).get("accept", "")


def _is_answer(scope: Scope, answer: HTTPResponseStartEvent) -> bool:
    """Whether it is a page, of an address that has forms, that tells of no fault of ours.

    Not for a browser without our cookie, which could not open it again; and not where too much was
    asked, which is refused without the database.
    """
    is_page = Headers(answer["headers"]).get("content-type", "").startswith("text/html")
    too_much = answer["status"] in {HTTP_413_REQUEST_ENTITY_TOO_LARGE, HTTP_429_TOO_MANY_REQUESTS}
    known = not has_new_token(scope)
    return (
        is_page and known and not too_much and answer["status"] < 500 and "path_template" in scope
    )


def _redirect(answer: HTTPResponseStartEvent, url: str) -> HTTPResponseStartEvent:
    cookies = [(name, value) for name, value in answer["headers"] if name == b"set-cookie"]
    return {
        "type": "http.response.start",
        "status": 303,
        # Of the type of a page, so that a new CSRF cookie goes along (web/csrf.py).
        "headers": [
            (b"location", url.encode("latin-1")),
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", b"0"),
            *cookies,
        ],
    }


def _purpose(scope: Scope, path: str, cookies: Mapping[str, str], state: State) -> str:
    """What a page is sealed for: its reader, and the address."""
    parts = json.dumps([*reader_of(scope, cookies, state), path])
    return f"answer {hashlib.sha256(parts.encode()).hexdigest()}"


def _sealed(state: State, purpose: str, answer: HTTPResponseStartEvent, body: bytes) -> str:
    headers = Headers(answer["headers"])
    kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
    page = json.dumps([answer["status"], kept, body.decode()]).encode()
    packed = base64.b85encode(zlib.compress(page)).decode()
    return seal(settings_of(state).link_keys, purpose, packed)


def _opened(state: State, purpose: str, sealed: str) -> tuple[int, dict[str, str], str]:
    packed = unseal(settings_of(state).link_keys, purpose, sealed)
    status, headers, html = json.loads(zlib.decompress(base64.b85decode(packed)))
    return status, headers, html
