"""The access log: one JSON line per request, with nothing personal in it (S07).

A probe that was answered 200 leaves none: there are more of them than of all else.
"""

import time
import traceback

import structlog
from litestar.enums import ScopeType
from litestar.status_codes import HTTP_200_OK
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from logs import trouble_of
from web.request_span import (
    begin_span,
    ending_with_its_answer,
    fail_span,
    numbers_of,
    route_of,
)

log = structlog.get_logger()

PROBES = {"/healthz"}


class AccessLog:
    """Wraps the whole application, so that requests without a route are logged too.

    The route's template is logged, never the path, which may hold a token. HEAD is answered as
    GET is; the server leaves the body out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        span = begin_span(scope)
        send = _logging(scope["method"], scope, ending_with_its_answer(span, scope, send))
        receive = _noting_who_left(scope, receive)
        if scope["method"] == "HEAD":
            scope["method"] = "GET"
        with span.current():
            try:
                await self._app(scope, receive, send)
            finally:
                span.end()


def _logging(method: str, scope: Scope, send: Send) -> Send:
    started = time.perf_counter()

    async def send_and_log(message: Message) -> None:
        if message["type"] == "http.response.start" and not _is_quiet(scope, message["status"]):
            log.info(
                "request",
                method=method,
                route=route_of(scope),
                status=message["status"],
                ms=round((time.perf_counter() - started) * 1000, 1),
                **numbers_of(scope),
            )
        await send(message)

    return send_and_log


def _is_quiet(scope: Scope, status: int) -> bool:
    return status == HTTP_200_OK and route_of(scope) in PROBES


def _noting_who_left(scope: Scope, receive: Receive) -> Receive:
    async def receive_and_note() -> ReceiveMessage:
        message = await receive()
        if message["type"] == "http.disconnect":
            scope["state"]["client_left"] = True
        scope["state"]["all_came"] = not message.get("more_body", False)
        return message

    return receive_and_note


def has_left(scope: Scope) -> bool:
    """Whether the client hung up before all of its request had come; no fault of ours."""
    return bool(scope["state"].get("client_left"))


def all_came(scope: Scope) -> bool:
    """Whether nothing is left of a request's body, or of its client; who waits for more, hangs."""
    return bool(scope["state"].get("all_came"))


def log_throttled(scope: Scope, limit: str) -> None:
    """Log that somebody passed a limit; whom they tried to be, and from where, stays out."""
    log.warning(
        "throttled",
        limit=limit,
        tried=f"{scope.get('method')} {route_of(scope)}",
        **numbers_of(scope),
    )


def log_failure(scope: Scope, error: Exception, *, away: bool = False) -> None:
    """Log where an error came from, and its code; its text may hold a whole row, and stays out.

    `away`: the database is, which is one fault however many requests it hits.
    """
    fail_span(scope, error)
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "unavailable" if away else "failure",
        route=route_of(scope),
        error=f"{type(error).__module__}.{type(error).__qualname__}",
        code=trouble_of(error).get("code", ""),
        where=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
        **numbers_of(scope),
    )
