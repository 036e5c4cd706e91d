"""The status page: where the application is, and what it waits for (product.md, step 9)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from db.status import load_status
from domain.tokens import Purpose
from web.applicant.timeline import timeline
from web.context import Given
from web.guards import LINK
from web.language import language_of
from web.links import open_link
from web.pages import page


@get("/status/{token:str}", opt=LINK)
async def show_status(
    request: Request[Any, Any, Any], token: FromPath[str], now: Given[datetime]
) -> Response[str]:
    """Show the timeline of the application that the link of the receipt mail is about."""
    link = await open_link(token, Purpose.STATUS, now)
    status = await load_status(link.application_number)
    return page(
        request,
        "applicant/status.html",
        status_of=status,
        declined=bool(status.reason),
        entries=timeline(status, language_of(request)),
    )
