"""Plain answers for monitoring, on a port of their own; only `healthz` is everybody's (S46).

The port is told by the socket that a request came in by. No spelling of a path, no header and no
mistake in a proxy's rules leads from one to the other.
"""

import os
import traceback
from datetime import datetime
from typing import Any

import structlog
from litestar import Litestar, Response, get
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, Scope, Send
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from db import troubles
from db.engine import DATABASE_AWAY
from db.outbox import messages_waiting
from db.readiness import migrations_missing
from logs import trouble_of
from relay.watch import Watch
from web import operation
from web.context import DEPENDENCIES, Injected
from web.figures import RememberedFigures
from web.guards import PUBLIC
from web.leaving import Leaving
from web.operation import WriteCheck

log = structlog.get_logger()

PROCESS_METRICS = "/metrics"
PRODUCT_METRICS = "/metrics/product"


@get("/healthz", opt=PUBLIC)
async def healthz() -> dict[str, str]:
    """Tell that this process answers."""
    return {"process": "ok"}


@get("/readyz", opt=PUBLIC)
async def readyz(
    leaving: Injected[Leaving],
    temporal: Injected[Watch],
    write_check: Injected[WriteCheck],
    now: Injected[datetime],
) -> Response[dict[str, Any]]:
    """Tell whether pages can be served: the database answers, has every migration, and can write.

    503 as well from a process that was told to end, so that a proxy takes it from its pages first.

    Temporal is not needed for that, so it is told of without a 503, which would take every process
    from its pages at once; `waiting_for_temporal` counts what it has yet to hear. `troubles`
    how many processes do not go on, by what is wrong.
    """
    if leaving.begun:
        return Response({"process": "leaving"}, status_code=503)
    try:
        missing = await migrations_missing()
        if missing:
            return Response({"database": f"{missing} migrations missing"}, status_code=503)
        news, stuck = await messages_waiting(), await troubles.stuck()
    except DATABASE_AWAY:
        return Response({"database": "unreachable"}, status_code=503)
    if obstacle := await write_check.obstacle(now):
        return Response({"database": obstacle}, status_code=503)
    return Response(
        {
            "database": "ok",
            **_about(temporal),
            "waiting_for_temporal": news.waiting,
            "oldest_waits_seconds": operation.seconds_since(news.since, now),
            "troubles": {kind.value: each.count for kind, each in stuck.items()},
        }
    )


def _about(temporal: Watch) -> dict[str, Any]:
    if temporal.found is None:
        return {"temporal": "not asked yet"}
    hindering = [each.kind for each in temporal.found if each.hinders]
    about: dict[str, Any] = {"temporal": ", ".join(hindering) or "ok"}
    if temporal.found:
        about["temporal_says"] = [str(each) for each in temporal.found]
    return about


@get(PROCESS_METRICS, opt=PUBLIC)
async def metrics_of_processes() -> Response[bytes]:
    """Tell what the processes that share this port have counted, for Prometheus."""
    return _told(generate_latest(_counted()))


@get(PRODUCT_METRICS, opt=PUBLIC)
async def metrics_of_the_product(
    figures: Injected[RememberedFigures], now: Injected[datetime]
) -> Response[bytes] | Response[dict[str, str]]:
    """Tell how the product does; the same from every process, so that one is asked.

    503 with the database away: what is not known is not told.
    """
    try:
        return _told(await figures.text(now))
    except DATABASE_AWAY:
        return Response({"database": "unreachable"}, status_code=503)


def _told(metrics: bytes) -> Response[bytes]:
    return Response(metrics, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _counted() -> CollectorRegistry:
    """What this process has counted; where several share the port, what all have together."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it registers itself
    return registry


class Doors:
    """Routes requests on the metrics port to the metrics, and all others to the pages."""

    def __init__(self, pages: Litestar, metrics_port: int) -> None:
        self._pages: ASGIApp = pages
        self._metrics: ASGIApp = metrics_app(pages)
        self._metrics_port = metrics_port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        watching = (
            scope["type"] == ScopeType.HTTP
            and (scope["server"] or ("", 0))[1] == self._metrics_port
        )
        await (self._metrics if watching else self._pages)(scope, receive, send)


def metrics_app(pages: Litestar) -> Litestar:
    """What is told of the process that has these pages, and of the database that it uses."""
    return Litestar(
        route_handlers=[healthz, readyz, metrics_of_processes, metrics_of_the_product],
        dependencies=DEPENDENCIES,
        state=pages.state,
        after_exception=[_tell_of_failure],
        openapi_config=None,
        logging_config=None,
    )


async def _tell_of_failure(error: Exception, scope: Scope) -> None:
    """Log what no page tells of; its text may hold a row, and stays out."""
    if not isinstance(error, HTTPException):
        place = "".join(traceback.format_tb(error.__traceback__))
        tried = scope.get("path_template", "none")
        log.error("failure", tried=tried, **trouble_of(error), where=place)
