"""The top page (product.md, step 1)."""

from typing import Any

from litestar import Request, Response, get

from web.guards import PUBLIC
from web.pages import page


@get("/", opt=PUBLIC)
async def show_top(request: Request[Any, Any, Any]) -> Response[str]:
    """Say what Inforex is and how one gets its IDs."""
    return page(request, "applicant/top.html")
