"""The page that a mail about a change leads to: to agree to it, or to stop it (S20, S48).

The link tells for good what became of the change, so that whoever opens it late learns that too.
"""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath

from db.access.answers import ChangeOverError, NotTheOwnMailboxError, agree, stop
from db.access.facts import AccessChangeRequest, load_access_change
from db.members.account_links import FoundAccountLink, find_account_link
from domain.tokens import Purpose
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.forms import read_form
from web.guards import LINK
from web.links import LinkUnknownError
from web.pages import page
from web.portal.access_changes.change import OVER, STOPPED, shown
from web.said import Said, Told, told


@get("/access/{token:str}", opt=LINK)
async def show_access_link(
    request: Request[Any, Any, Any], token: FromPath[str], now: Injected[datetime]
) -> Response[str]:
    """Show the change, and what can be said to it; opening alone changes nothing."""
    link, change = await _open(token)
    return page(
        request,
        "portal/access_changes/link.html",
        may_agree=change.may_be_agreed_to_by(link.account),
        **shown(change, now),
    )


@post("/access/{token:str}", opt=LINK)
async def answer(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Told:
    """Agree or stop; the page tells its state to whoever may not, or not any more."""
    link, change = await _open(token)
    agrees = (await read_form(request)).typed("action") == "agree"
    try:
        if agrees:
            process, said = await agree(link, now), AGREED
        else:
            alert_to = settings.alert_mail_address
            process = await stop(change.change_id, link.account_id, alert_to, now)
            said = STOPPED
    except ChangeOverError:
        return told(f"/access/{token}", OVER)
    except NotTheOwnMailboxError:
        return told(f"/access/{token}", NOT_THE_OWN_MAILBOX)
    return told(f"/access/{token}", said, background=BackgroundTask(relay.nudge, process))


AGREED = Said(
    "同意を受け付けました",
    ("残りの確認が済みしだい、変更します。変更するまでは、この画面から止められます。",),
)
NOT_THE_OWN_MAILBOX = Said(
    "このメールからは同意できません",
    ("同意できるのは、対象のアカウントのご本人へのメールからだけです。",),
    changed=False,
)


async def _open(token: str) -> tuple[FoundAccountLink, AccessChangeRequest]:
    link = await find_account_link(token, Purpose.ACCESS)
    if link is None or link.access_change is None:
        raise LinkUnknownError(Purpose.ACCESS)
    return link, await load_access_change(link.access_change)
