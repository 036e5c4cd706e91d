"""「ID・パスワードをお忘れの方」: whom to ask."""

from typing import Any

from litestar import Request, Response, get

from web.guards import PUBLIC
from web.pages import page


@get("/forgotten", opt=PUBLIC)
async def show_forgotten(request: Request[Any, Any, Any]) -> Response[str]:
    """Say who can help with which ID."""
    return page(request, "portal/forgotten.html")
