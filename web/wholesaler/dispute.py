"""「心当たりがない」: the link in the receipt of a decision (S27)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import Provide
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.approvals import dispute_decision, load_approval_request
from db.enrolment.links import FoundLink, find_link
from domain.refusals import AlreadyDisputedError
from domain.tokens import Purpose
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.guards import LINK
from web.links import LinkUnknownError
from web.pages import SeeOtherError, page, see_other


async def open_receipt(token: FromPath[str]) -> FoundLink:
    """Find the decision that a receipt is about; the receipt of a later one does not void it.

    Raises `LinkUnknownError`.
    """
    link = await find_link(token, Purpose.DISPUTE)
    if link is None:
        raise LinkUnknownError(Purpose.DISPUTE)
    return link


BY_RECEIPT = {"receipt": Provide(open_receipt)}


@get("/dispute/{token:str}", opt=LINK, dependencies=BY_RECEIPT)
async def show_dispute(
    request: Request[Any, Any, Any], receipt: Injected[FoundLink]
) -> Response[str]:
    """Show the decision with the button 「心当たりがない」, or that it was pressed."""
    asked = await load_approval_request(receipt.application_number, receipt.revision)
    template = "dispute" if receipt.used_at is None else "disputed"
    return page(request, f"wholesaler/{template}.html", asked=asked, disputed_at=receipt.used_at)


@post("/dispute/{token:str}", opt=LINK, dependencies=BY_RECEIPT)
async def dispute(
    token: FromPath[str],
    receipt: Injected[FoundLink],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Redirect:
    """Record the dispute, which stops what was issued, and show that it was."""
    try:
        await dispute_decision(receipt, settings.alert_mail_address, now)
    except AlreadyDisputedError as error:
        raise SeeOtherError(f"/dispute/{token}") from error
    nudge = BackgroundTask(relay.nudge, receipt.application_number)
    return see_other(f"/dispute/{token}", background=nudge)
