"""The span of a request, and the number by which its page, log lines and trace are found."""

import secrets

from litestar.types import Message, Scope, Send

from tracing.spans import METHOD, REQUEST, ROUTE, STATUS, Kind, Span, begin, trace_id

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Those that a span tells by their names; a method can be anything that somebody types."""


def begin_span(scope: Scope) -> Span:
    """Begin the span of a request, and number the request by its trace, or by chance without one.

    Whoever asks has no say in either: a trace that came along would be anybody's.
    """
    method = _method(scope)
    span = begin(method, Kind.SERVER, {METHOD: method}, parent="")
    trace = trace_id(span.traceparent)
    number = (trace[:8] or secrets.token_hex(4)).upper()
    span.note({REQUEST: number})
    scope["state"] |= {"request_id": number, "span": span, "trace": trace}
    return span


def ending_with_its_answer(span: Span, scope: Scope, send: Send) -> Send:
    """Name it by its route, and end it: what is done after the answer has spans of its own."""
    method = _method(scope)

    async def send_and_tell(message: Message) -> None:
        if message["type"] == "http.response.start":
            span.note({ROUTE: route_of(scope), STATUS: message["status"]})
            span.rename(f"{method} {route_of(scope)}")
        await send(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            span.end()

    return send_and_tell


def numbers_of(scope: Scope) -> dict[str, str]:
    """For a log line: the request's number, and the whole one of its trace where there is one."""
    trace = scope["state"]["trace"]
    return {"request_id": request_id_of(scope), **({"trace": trace} if trace else {})}


def request_id_of(scope: Scope) -> str:
    """The number of a request, which a 5xx page shows, and the log and the trace have."""
    return str(scope["state"]["request_id"])


def fail_span(scope: Scope, error: Exception) -> None:
    """Have the request failed by this error, of which its name and code are told."""
    scope["state"]["span"].fails(error)


def route_of(scope: Scope) -> str:
    """The route's template, never the path, which may hold a token."""
    return str(scope.get("path_template", "none"))


def _method(scope: Scope) -> str:
    method = str(scope.get("method"))
    return method if method in METHODS else "_OTHER"
