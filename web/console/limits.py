"""「制限」: who is refused or slowed down at this moment, and why; an administrator can lift it."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.console.staff import Staff
from db.floods import latest_floods
from db.throttle import LimitInForce, lift, limits_in_force, load_limit
from domain.business_calendar import format_jst
from domain.console_roles import Permission
from domain.limits import OVER_MANY
from texts.limits import LIMITS as WORDS
from web.console.acts import Act, ActPage, Do, pages_of
from web.console.areas import HOME
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form
from web.said import Said

LIST = f"{HOME}/limits"
PATH = f"{LIST}/{{number:int}}/lift"


@get(LIST)
async def list_limits(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str]:
    """Show the limits in force, and the floods of the last days."""
    in_force = await limits_in_force(now)
    return console_page(
        request,
        "console/limits.html",
        staff,
        slowed=[limit for limit in in_force if limit.kind in OVER_MANY],
        refused=[limit for limit in in_force if limit.kind not in OVER_MANY],
        floods=await latest_floods(),
        words=WORDS,
    )


async def open_limit(
    number: Annotated[int, PathParameter(le=2**63 - 1)], now: Injected[datetime]
) -> LimitInForce:
    """Find a limit in force; raises `NotFoundException`."""
    try:
        return await load_limit(number, now)
    except LookupError as error:
        raise NotFoundException from error


async def _lift(limit: LimitInForce, _: Form) -> Do:
    return partial(lift, limit.number)


def _lifting(limit: LimitInForce) -> ActPage:
    slowed = limit.kind in OVER_MANY
    effect = "応答を遅くするのをやめます" if slowed else "すぐに操作できるようになります"
    return ActPage(
        "制限を解除する",
        (
            f"回数を0から数え直し、{effect}。",
            "同じ操作が続くと、ふたたび制限されます。",
        ),
        back=LIST,
        said=Said(
            "制限を解除しました",
            ("回数を0から数え直します。同じ操作が続くと、ふたたび制限されます。",),
        ),
        shown=(
            ("操作", WORDS[limit.kind]),
            ("対象", limit.shown or "なし"),
            ("回数", f"{limit.tries}回（上限 {limit.most}回）"),
            ("期限", format_jst(limit.ends_at)),
        ),
    )


LIFT = Act(path=PATH, about=open_limit, page=_lifting, read=_lift)

LIMITS = (
    staff_only(Permission.VIEW, [list_limits]),
    staff_only(Permission.ADMINISTER, pages_of(LIFT)),
)
