"""「ID管理ユーザーの引き継ぎ」: the role goes to a colleague, in one act."""

import re
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.members.role_handover import Successor, hand_over, load_successor
from db.members.sessions import Member
from domain.logins import MEMBERS
from relay.delivery import Relay
from web.context import Injected
from web.forms import Form, read_form
from web.login.passwords import verify_present
from web.login.session import identifier_of, session_cookie
from web.portal.members_only import member_page, principal_only
from web.said import Said, Told, told

TEMPLATE = "portal/hand_over.html"
PATH = "/accounts/{account_id:str}/hand-over"


@get(PATH)
async def show_hand_over(
    request: Request[Any, Any, Any], member: Injected[Member], account_id: FromPath[str]
) -> Response[str]:
    """Say what the handover does and to whom, with the button that does it."""
    successor = await _successor(member, account_id)
    return member_page(request, TEMPLATE, member, form=Form(), successor=successor)


@post(PATH)
async def hand_role_over(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    account_id: FromPath[str],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Hand the role over, once the password was typed again."""
    successor = await _successor(member, account_id)
    form = await read_form(request)
    if await verify_present(form, member, now) is None:
        return member_page(request, TEMPLATE, member, 422, form=form, successor=successor)
    renewal = await hand_over(member, successor, session=identifier_of(request, MEMBERS), now=now)
    return told(
        "/home",
        HANDED_OVER,
        background=BackgroundTask(relay.nudge, renewal.process),
        cookies=[session_cookie(request, MEMBERS, renewal.identifier)],
    )


HANDED_OVER = Said(
    "ID管理ユーザーを引き継ぎました",
    (
        "これからは、利用者としてご利用いただけます。アカウントの発行や変更は、新しいID管理ユーザーにご依頼ください。",
        "お二人にメールでお知らせします。",
    ),
)


async def _successor(member: Member, account_id: str) -> Successor:
    known = re.fullmatch("[0-9]{3}", account_id)
    successor = await load_successor(member.company_id, account_id) if known else None
    if successor is None:
        raise NotFoundException
    return successor


HAND_OVER = [principal_only([show_hand_over, hand_role_over])]
