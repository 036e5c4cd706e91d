"""Plain answers for whoever watches over the processes."""

from typing import Any

from litestar import Response, get
from litestar.plugins.prometheus import PrometheusConfig, PrometheusController

from db.engine import DATABASE_AWAY
from db.readiness import migrations_missing, news_waiting
from web.guards import PUBLIC

METRICS = PrometheusConfig(app_name="inforex", prefix="inforex", group_path=True)


@get("/healthz", opt=PUBLIC)
async def healthz() -> dict[str, str]:
    """Tell that this process answers."""
    return {"process": "ok"}


@get("/readyz", opt=PUBLIC)
async def readyz() -> Response[dict[str, Any]]:
    """Tell whether pages can be served: the database answers and has every migration.

    Temporal is not needed for that; `waiting_for_temporal` counts what it has yet to hear.
    """
    try:
        missing = await migrations_missing()
        waiting = await news_waiting()
    except DATABASE_AWAY:
        return Response({"database": "unreachable"}, status_code=503)
    if missing:
        return Response({"database": f"{missing} migrations missing"}, status_code=503)
    return Response({"database": "ok", "waiting_for_temporal": waiting})


class Metrics(PrometheusController):
    """Counts and times by route template, for Prometheus."""

    opt = PUBLIC
