"""Plain answers for monitoring, on a port of their own; only `healthz` is everybody's (S46).

The port is told by the socket that a request came in by. No spelling of a path, no header and no
mistake in a proxy's rules leads from one to the other.
"""

import os
from datetime import datetime
from typing import Any

from litestar import Litestar, Response, get
from litestar.enums import ScopeType
from litestar.plugins.prometheus import PrometheusController
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
from db.readiness import messages_waiting, migrations_missing
from relay.watch import Watch
from web import operation
from web.context import DEPENDENCIES, Injected
from web.guards import PUBLIC
from web.operation import WriteCheck


@get("/healthz", opt=PUBLIC)
async def healthz() -> dict[str, str]:
    """Tell that this process answers."""
    return {"process": "ok"}


@get("/readyz", opt=PUBLIC)
async def readyz(
    temporal: Injected[Watch], write_check: Injected[WriteCheck], now: Injected[datetime]
) -> Response[dict[str, Any]]:
    """Tell whether pages can be served: the database answers, has every migration, and can write.

    Temporal is not needed for that, so it is told of without a 503, which would take every process
    from its pages at once; `waiting_for_temporal` counts what it has yet to hear. `troubles`
    how many processes do not go on, by what is wrong.
    """
    try:
        missing = await migrations_missing()
        if missing:
            return Response({"database": f"{missing} migrations missing"}, status_code=503)
        news, counts = await messages_waiting(), await troubles.counts()
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
            "troubles": {kind.value: count for kind, count in counts.items()},
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


class Metrics(PrometheusController):
    """Counts and times by route template, and what holds up processes, for Prometheus."""

    opt = PUBLIC

    @get()
    async def get(self, now: Injected[datetime]) -> Response[bytes]:
        """Show all of them, those from the database as they are now."""
        await operation.refresh(now)
        return Response(generate_latest(_counted()), headers={"Content-Type": CONTENT_TYPE_LATEST})


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
        route_handlers=[healthz, readyz, Metrics],
        dependencies=DEPENDENCIES,
        state=pages.state,
        openapi_config=None,
        logging_config=None,
    )
