"""A change that the operator asked for, as those concerned see and stop it when logged in."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.access.answers import ChangeOverError, stop
from db.access.facts import AccessChangeRequest, open_changes_of
from db.members.sessions import Member
from domain.companies.access_acts import AccessAct
from domain.companies.access_change import AccessStage
from domain.logins import MEMBERS
from domain.mail_addresses import domain_of
from relay.delivery import Relay
from settings import Settings
from web.context import Injected
from web.portal.members_only import member_page
from web.said import Said, Told, told

ACTS = {
    AccessAct.ADDRESS: "メールアドレスの変更",
    AccessAct.SECOND_FACTOR: "二段階認証の解除",
    AccessAct.MANAGER: "ID管理ユーザーの変更",
}
ASKED_BY = {
    "administrator": "Inforexの管理者",
    "helpdesk": "Inforexヘルプデスク",
}
ASKED_BY_SOMEBODY = "Inforexの運営担当者"
ENDS = {
    AccessStage.DONE: "この変更は行われました。",
    AccessStage.STOPPED: "この変更は、お申し出により取りやめました。変更していません。",
    AccessStage.CALLED_OFF: "この変更は、Inforexの担当者が取りやめました。変更していません。",
    AccessStage.LAPSED: "この変更は、必要な確認が期限までに得られず、取りやめました。",
    AccessStage.OUTDATED: "この変更は、アカウントの登録内容が先に変わったため、取りやめました。",
}


async def changes_concerning(member: Member) -> list[AccessChangeRequest]:
    """What is under way about a member's own account; of the whole company for its ID managers."""
    changes = await open_changes_of(member.company_id)
    return [change for change in changes if member.manages or change.account == member.account]


def shown(change: AccessChangeRequest, now: datetime) -> dict[str, Any]:
    """What the templates need to tell of a change; of a new address only its domain."""
    stage = change.progress.stage(now)
    return {
        "change": change,
        "stage": stage,
        "end": ENDS.get(stage),
        "what": ACTS[change.act],
        "asked_by": ASKED_BY.get(change.asked_by_role, ASKED_BY_SOMEBODY),
        "new_domain": domain_of(change.new_address) if change.act is AccessAct.ADDRESS else "",
    }


PATH = "/access-changes/{change_id:int}"


@get(PATH)
async def show_change(
    request: Request[Any, Any, Any],
    member: Injected[Member],
    change_id: FromPath[int],
    now: Injected[datetime],
) -> Response[str]:
    """Show what the operator is about to change, with the button that stops it."""
    change = await _concerning(member, change_id)
    return member_page(request, "portal/access_changes/change.html", member, **shown(change, now))


@post(PATH)
async def stop_change(
    member: Injected[Member],
    change_id: FromPath[int],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Told:
    """Stop it: nobody of the company asked for it."""
    change = await _concerning(member, change_id)
    try:
        process = await stop(change.change_id, member.account_id, settings.alert_mail_address, now)
    except ChangeOverError:
        return told(MEMBERS.home, OVER)
    return told(MEMBERS.home, STOPPED, background=BackgroundTask(relay.nudge, process))


STOPPED = Said(
    "手続きを取りやめました",
    ("変更していません。Inforexの管理者全員に、お心当たりがないことを知らせました。",),
)
OVER = Said(
    "この手続きは、すでに終わっています", ("いまの操作では、何も変更していません。",), changed=False
)


async def _concerning(member: Member, change_id: int) -> AccessChangeRequest:
    """Find a change that is under way and about this member; raises `NotFoundException`."""
    for change in await changes_concerning(member):
        if change.change_id == change_id:
            return change
    raise NotFoundException
