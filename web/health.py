"""Plain answers for whoever watches over the processes."""

from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.plugins.prometheus import PrometheusConfig, PrometheusController
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from db import troubles
from db.engine import DATABASE_AWAY
from db.readiness import migrations_missing, news_waiting
from web import operation
from web.context import Given
from web.guards import PUBLIC

METRICS = PrometheusConfig(app_name="inforex", prefix="inforex", group_path=True)


@get("/healthz", opt=PUBLIC)
async def healthz() -> dict[str, str]:
    """Tell that this process answers."""
    return {"process": "ok"}


@get("/readyz", opt=PUBLIC)
async def readyz(now: Given[datetime]) -> Response[dict[str, Any]]:
    """Tell whether pages can be served: the database answers and has every migration.

    Temporal is not needed for that; `waiting_for_temporal` counts what it has yet to hear, and
    `troubles` how many processes do not go on, by what is wrong.
    """
    try:
        missing = await migrations_missing()
        if missing:
            return Response({"database": f"{missing} migrations missing"}, status_code=503)
        news, counts = await news_waiting(), await troubles.counts()
    except DATABASE_AWAY:
        return Response({"database": "unreachable"}, status_code=503)
    return Response(
        {
            "database": "ok",
            "waiting_for_temporal": news.waiting,
            "oldest_waits_seconds": operation.seconds_since(news.since, now),
            "troubles": {kind.value: count for kind, count in counts.items()},
        }
    )


class Metrics(PrometheusController):
    """Counts and times by route template, and what holds up processes, for Prometheus."""

    opt = PUBLIC

    @get()
    async def get(self, now: Given[datetime]) -> Response[bytes]:
        """Show all of them, those from the database as they are now."""
        await operation.refresh(now)
        return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
