"""A page of the console: the menu, who is logged in, and a warning before the session ends."""

from typing import Any

from litestar import Request, Response

from db.console.staff import Staff
from web.console.areas import AREAS
from web.login.session import warn_after
from web.pages import page


def console_page(
    request: Request[Any, Any, Any],
    template: str,
    staff: Staff,
    status: int = 200,
    **context: Any,
) -> Response[str]:
    """Render a template that extends `console/console.html`."""
    return page(
        request,
        template,
        status,
        staff=staff,
        warn_after=warn_after(request, staff),
        path=request.url.path,
        areas=AREAS,
        **context,
    )


def codes_page(
    request: Request[Any, Any, Any], staff: Staff, codes: tuple[str, ...]
) -> Response[str]:
    """Answer a form by new recovery codes itself: no address may show the codes again."""
    return page(request, "console/recovery_codes.html", staff=staff, codes=codes)
