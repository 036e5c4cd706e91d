"""Where a request comes from, in the words that its sender later reads."""

from typing import Any

from litestar import Request

from db.identity.login_records import Origin
from domain.browsers import describe_browser
from web.context import settings_of
from web.security import client_network


def origin_of(request: Request[Any, Any, Any]) -> Origin:
    """Tell the browser and the network address of a request."""
    return Origin(
        browser=describe_browser(request.headers.get("user-agent", "")),
        network=client_network(request, settings_of(request.app.state).trusted_proxies),
    )
