"""A page of the console: the menu, who is logged in, and a warning before the session ends."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response

from db.console.sessions import Staff
from web.console.areas import AREAS
from web.context import now_of
from web.pages import page

WARNING_BEFORE = timedelta(minutes=5)


def console_page(
    request: Request[Any, Any, Any],
    template: str,
    staff: Staff,
    status: int = 200,
    **context: Any,
) -> Response[str]:
    """Render a template that extends `console/console.html`."""
    left = staff.session_ends_at - now_of(request.app.state)
    warn_after = max(0, int((left - WARNING_BEFORE).total_seconds()))
    return page(
        request,
        template,
        status,
        staff=staff,
        warn_after=warn_after,
        path=request.url.path,
        areas=AREAS,
        **context,
    )
