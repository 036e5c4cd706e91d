"""「卸担当者へ再送」: the request goes to the contact once more."""

from datetime import datetime

from litestar import get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.applicant_acts import request_resend
from db.enrolment.links import FoundLink
from relay.delivery import Relay
from web.applicant.opening import BY_STATUS
from web.context import Given
from web.guards import LINK
from web.redirects import see_other


@get("/status/{token:str}/resend", opt=LINK)
async def resend_elsewhere(token: FromPath[str]) -> Redirect:
    """Lead to the page with the button; a refusal stands at this address."""
    return see_other(f"/status/{token}")


@post("/status/{token:str}/resend", opt=LINK, dependencies=BY_STATUS)
async def resend(
    token: FromPath[str], link: Given[FoundLink], relay: Given[Relay], now: Given[datetime]
) -> Redirect:
    """Record the wish; the status page then tells since when, and when it is possible again."""
    await request_resend(link.application_number, now)
    nudge = BackgroundTask(relay.nudge, link.application_number)
    return see_other(f"/status/{token}", background=nudge)
