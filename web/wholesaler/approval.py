"""What the link of 「お取引確認のお願い」 shows.

Opening these pages changes nothing, so mail scanners may do so as often as they like (S01, S02).
"""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from db.approvals import ApprovalRequest, load_approval_request
from domain.refusals import NothingToDecideError
from domain.stages import Choice, Stage
from domain.tokens import Purpose
from web.context import Given
from web.forms import Form
from web.guards import LINK
from web.links import open_link
from web.pages import page


@get("/approval/{token:str}", opt=LINK)
async def show_request(
    request: Request[Any, Any, Any], token: FromPath[str], now: Given[datetime]
) -> Response[str]:
    """Show who asks and until when, or what was decided."""
    return show(request, await request_behind(token, now), step=None)


@get("/approval/{token:str}/approve", opt=LINK)
async def show_approve(
    request: Request[Any, Any, Any], token: FromPath[str], now: Given[datetime]
) -> Response[str]:
    """Say what an approval does, with the button that does it."""
    return show(request, await request_behind(token, now), Choice.APPROVE)


@get("/approval/{token:str}/decline", opt=LINK)
async def show_decline(
    request: Request[Any, Any, Any], token: FromPath[str], now: Given[datetime]
) -> Response[str]:
    """Ask for the reason, with the button that declines."""
    return show(request, await request_behind(token, now), Choice.DECLINE)


async def request_behind(token: str, now: datetime) -> ApprovalRequest:
    """Find what a link asks about; raises as `open_link` does."""
    link = await open_link(token, Purpose.APPROVAL, now)
    return await load_approval_request(link.application_number)


def show(
    request: Request[Any, Any, Any],
    asked: ApprovalRequest,
    step: Choice | None,
    form: Form | None = None,
) -> Response[str]:
    """Show the request, or the second step to `step`; once it is decided, only the decision.

    Raises `NothingToDecideError` when the application waits for no decision.
    """
    here = f"/approval/{request.path_params['token']}"
    if asked.decision is not None:
        not_taken = step if step != asked.decision.choice else None
        return page(request, "wholesaler/decided.html", asked=asked, not_taken=not_taken)
    if asked.stage is not Stage.AWAITING_APPROVAL:
        raise NothingToDecideError
    template = f"wholesaler/{step or 'request'}.html"
    form = form or Form()
    return page(request, template, 200 if form.ok else 422, asked=asked, here=here, form=form)
