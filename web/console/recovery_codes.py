"""Recovery codes, shown this once."""

from typing import Any

from litestar import Request, Response

from db.console.sessions import Staff
from web.pages import page


def codes_page(
    request: Request[Any, Any, Any], staff: Staff, codes: tuple[str, ...]
) -> Response[str]:
    """Answer the form itself: no address may show the codes again."""
    return page(request, "console/recovery_codes.html", staff=staff, codes=codes)
