"""Counts and times of requests by route template, for Prometheus: what the alerts and pictures use.

As Litestar's own middleware has them; that one looks for each by its labels at every request, and
has fifteen buckets for each status of each route.
"""

import time
from functools import cache

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# When a series began is of no use to anybody, and is as long as the series.
disable_created_metrics()  # type: ignore[no-untyped-call]  # it has no types

SECONDS = (0.1, 0.3, 1.0, 3.0, 10.0)
"""Seconds: quick, unnoticed, noticed, annoying, given up."""

_IN_PROGRESS = Gauge(
    "inforex_requests_in_progress", "Requests in progress.", multiprocess_mode="livesum"
)
_REQUESTS = Counter("inforex_requests", "Requests.", ("method", "path", "status_code"))
_DURATION = Histogram(
    "inforex_request_duration_seconds",
    "Seconds until the answer.",
    ("method", "path"),
    buckets=SECONDS,
)


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

        _IN_PROGRESS.inc()
        try:
            await next_app(scope, receive, send_and_note)
        finally:
            _IN_PROGRESS.dec()
            _requests(method, path, status).inc()
            _duration(method, path).observe(seconds)


@cache
def _requests(method: str, path: str, status: int) -> Counter:
    return _REQUESTS.labels(method, path, status)


@cache
def _duration(method: str, path: str) -> Histogram:
    return _DURATION.labels(method, path)
