"""No other site can send our forms: the CSRF token (S01; ASVS 3.5.1)."""

import secrets
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from domain.signing import CSRF_TOKEN, is_same, sign
from settings import Settings
from web.forms import typed_fields
from web.uploads import close_files

_READS_ONLY = frozenset({"GET", "HEAD", "OPTIONS"})
_FROM_ELSEWHERE = frozenset({"cross-site", "same-site"})
_NEW_COOKIE = "new_csrf_cookie"
_TOKENS_PLACE = "token"


class CsrfError(PermissionDeniedException):
    """A form came without the token of the browser it was shown in; `typed` is what it held."""

    def __init__(self, typed: dict[str, str]) -> None:
        super().__init__()
        self.typed = typed


class CsrfProtection(ASGIMiddleware):
    """Every form carries the signed random token of its browser's cookie (OWASP double submit).

    Litestar's own fails on tokens that are not ASCII, keeps the bodies of forms in a cache, and
    never replaces a cookie whose signature has become void.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.csrf_secret.encode()
        self._secure = settings.https
        self._cookie = "__Host-csrf" if settings.https else "csrf"
        self._cookie_header = self._header_of(_TOKENS_PLACE)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request: Request[Any, Any, Any] = Request(scope, receive)
        kept = request.cookies.get(self._cookie, "")
        known = self._is_signed(kept)
        token = kept if known else self._new_token()
        scope["state"]["csrf_token"] = token
        if not known:
            scope["state"][_NEW_COOKIE] = self._cookie_header.replace(_TOKENS_PLACE, token)
        try:
            if request.method not in _READS_ONLY:
                _refuse_other_sites(request)
                typed = await typed_fields(request)
                if not (known and is_same(typed.pop("csrf_token", ""), kept)):
                    raise CsrfError(typed)
            await next_app(scope, receive, send)
        finally:
            await close_files(request)

    def _new_token(self) -> str:
        random = secrets.token_hex(32)
        return f"{random}.{self._signature(random)}"

    def _is_signed(self, token: str) -> bool:
        random, _, signature = token.partition(".")
        return bool(random) and is_same(signature, self._signature(random))

    def _signature(self, random: str) -> str:
        return sign(self._secret, CSRF_TOKEN, random).hex()

    def _header_of(self, token: str) -> str:
        cookie = Cookie(
            self._cookie, value=token, httponly=True, samesite="lax", secure=self._secure
        )
        return cookie.to_header(header="")


def _refuse_other_sites(request: Request[Any, Any, Any]) -> None:
    """Refuse a form of another site by the browser's own word, should its token ever get out.

    `Origin` says nothing of ours: under `Referrer-Policy: no-referrer` it is null.
    """
    if request.headers.get("sec-fetch-site") in _FROM_ELSEWHERE:
        raise CsrfError({})


def has_new_token(scope: Scope) -> bool:
    """Whether the browser sent no cookie of ours, and gets its first with the answer."""
    return _NEW_COOKIE in scope.get("state", {})


async def give_csrf_cookie(message: Message, scope: Scope) -> None:
    """Set a new cookie beside a page, error pages too; never beside files, which are cached."""
    cookie = scope.get("state", {}).get(_NEW_COOKIE)
    if cookie and message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        if headers.get("content-type", "").startswith("text/html"):
            headers.add("set-cookie", cookie)
