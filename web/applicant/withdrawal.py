"""「申請を取り下げる」, in two deliberate steps."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.links import FoundLink
from db.enrolment.status import load_status
from db.enrolment.withdrawals import withdraw
from domain.enrolment.stages import Stage
from domain.refusals import MovedOnError
from relay.delivery import Relay
from web.applicant.opening import BY_STATUS
from web.context import Given
from web.guards import LINK
from web.pages import page
from web.redirects import SeeOtherError, see_other

_WITHDRAWN = {Stage.WITHDRAWING, Stage.WITHDRAWN}


@get("/status/{token:str}/withdraw", opt=LINK, dependencies=BY_STATUS)
async def show_withdrawal(
    request: Request[Any, Any, Any], token: FromPath[str], link: Given[FoundLink]
) -> Response[str] | Redirect:
    """Say what a withdrawal does, with the button that does it, while it is possible."""
    status = await load_status(link.application_number)
    if status.stage.closed or status.stage in _WITHDRAWN:
        return see_other(f"/status/{token}")
    return page(request, "applicant/withdrawal.html", status_of=status, token=token)


@post("/status/{token:str}/withdraw", opt=LINK, dependencies=BY_STATUS)
async def withdraw_application(
    token: FromPath[str], link: Given[FoundLink], relay: Given[Relay], now: Given[datetime]
) -> Redirect:
    """Record the withdrawal, and show it; a second click shows the same."""
    try:
        await withdraw(link.application_number, now)
    except MovedOnError as error:
        if error.stage in _WITHDRAWN:
            raise SeeOtherError(f"/status/{token}") from error
        raise
    nudge = BackgroundTask(relay.nudge, link.application_number)
    return see_other(f"/status/{token}", background=nudge)
