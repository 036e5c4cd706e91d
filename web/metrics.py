"""Counts and times of requests by route template, for Prometheus.

As Litestar's own middleware has them; that one looks for each by its labels at every request.
"""

import time
from functools import cache

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Gauge, Histogram

_LABELS = ("method", "path", "status_code", "app_name")
_APP = "inforex"

_IN_PROGRESS = Gauge(
    "inforex_requests_in_progress", "Requests in progress.", _LABELS, multiprocess_mode="livesum"
)
_REQUESTS = Counter("inforex_requests", "Requests.", _LABELS)
_ERRORS = Counter("inforex_requests_error", "Requests that we failed at.", _LABELS)
_SECONDS = Histogram("inforex_request_duration_seconds", "Seconds until the answer.", _LABELS)


class RequestMetrics(ASGIMiddleware):
    """Measures every request that a route answers."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        method, path = str(scope.get("method")), scope["path_template"]
        started, status, seconds = time.perf_counter(), 200, 0.0

        async def send_and_note(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                seconds = time.perf_counter() - started
            await send(message)

        in_progress = _in_progress(method, path)
        in_progress.inc()
        try:
            await next_app(scope, receive, send_and_note)
        finally:
            in_progress.dec()
            requests, duration = _of_answer(method, path, status)
            requests.inc()
            duration.observe(seconds)
            if status >= 500:
                _ERRORS.labels(method, path, status, _APP).inc()


@cache
def _in_progress(method: str, path: str) -> Gauge:
    return _IN_PROGRESS.labels(method, path, 200, _APP)


@cache
def _of_answer(method: str, path: str, status: int) -> tuple[Counter, Histogram]:
    labels = (method, path, status, _APP)
    return _REQUESTS.labels(*labels), _SECONDS.labels(*labels)
