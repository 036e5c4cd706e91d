"""Two doors to one process: pages for people, and apart from them what watches over it (S46).

The door is told by the socket that a request came in by. No spelling of a path, no header and no
mistake in a proxy's rules leads from one to the other.
"""

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from web.context import DEPENDENCIES
from web.health import Metrics, healthz, readyz


class Doors:
    """Leads who came in by the port of the metrics to these, and everybody else to the pages."""

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
