"""The contact's other requests: a link that opens them all is mailed to the mailbox itself."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.enrolment.contact_requests import mail_link_to_all, may_ask_again_at, open_requests_to
from domain.refusals import TooSoonError
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.guards import LINK
from web.pages import SeeOtherError, page, see_other
from web.wholesaler.dependencies import BY_LIST, BY_REQUEST, OpenedList, OpenedRequest


@get("/approval/{token:str}/others", opt=LINK, dependencies=BY_REQUEST)
async def show_others(
    request: Request[Any, Any, Any], opened: Injected[OpenedRequest], now: Injected[datetime]
) -> Response[str]:
    """Say that the mailbox gets the link, with the button that has it mailed; or that it was."""
    _only_with_others(opened)
    again_at = await may_ask_again_at(opened.asked.contact_mail_address, now)
    return page(
        request, "wholesaler/others.html", opened=opened, here=opened.here, again_at=again_at
    )


@post("/approval/{token:str}/others", opt=LINK, dependencies=BY_REQUEST)
async def ask_for_others(
    opened: Injected[OpenedRequest],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Redirect:
    """Have the link mailed to the mailbox that was asked; a second press changes nothing."""
    _only_with_others(opened)
    try:
        await mail_link_to_all(opened.asked, keys=settings.link_keys, now=now)
    except TooSoonError as error:
        raise SeeOtherError(f"{opened.here}/others") from error
    nudge = BackgroundTask(relay.nudge, opened.asked.application_number)
    return see_other(f"{opened.here}/others", background=nudge)


@get("/requests/{token:str}", opt=LINK, dependencies=BY_LIST)
async def show_requests(
    request: Request[Any, Any, Any], opened: Injected[OpenedList]
) -> Response[str]:
    """List what waits for the mailbox, each with the way to its pages."""
    waiting = await open_requests_to(opened.mailbox)
    return page(request, "wholesaler/requests.html", opened=opened, waiting=waiting)


def _only_with_others(opened: OpenedRequest) -> None:
    if not opened.others:
        raise SeeOtherError(opened.here)
