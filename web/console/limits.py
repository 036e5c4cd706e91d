"""「制限」: who is refused or slowed down at this moment, and why; an administrator can lift it."""

from datetime import datetime
from typing import Annotated, Any, TypeAlias

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.response import Redirect

from db.console.limits import LimitInForce, lift, limits_in_force, load_limit
from db.console.sessions import Staff
from db.floods import latest_floods
from domain.business_calendar import format_jst
from domain.console_roles import Permission
from domain.limits import OVER_MANY
from domain.staff_words import LIMITS as WORDS
from web.console.acts import ActPage, read_why, show_act
from web.console.areas import HOME
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

LIST = f"{HOME}/limits"
PATH = f"{LIST}/{{number:int}}/lift"
LimitNumber: TypeAlias = Annotated[int, PathParameter(le=2**63 - 1)]


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


@get(PATH)
async def show_lifting(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    number: LimitNumber,
    now: Injected[datetime],
) -> Response[str]:
    """Say what will happen, and ask why."""
    return await show_act(request, staff, _lifting(await _found(number, now)), Form())


@post(PATH)
async def lift_limit(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    number: LimitNumber,
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Lift it; one that ended meanwhile needs no lifting."""
    form = await read_form(request)
    limit = await _found(number, now)
    why = read_why(form, staff)
    if why is None:
        return await show_act(request, staff, _lifting(limit), form)
    await lift(number, why, now)
    return see_other(LIST)


async def _found(number: int, now: datetime) -> LimitInForce:
    try:
        return await load_limit(number, now)
    except LookupError as error:
        raise NotFoundException from error


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
        shown=(
            ("操作", WORDS[limit.kind]),
            ("対象", limit.shown or "なし"),
            ("回数", f"{limit.tries}回（上限 {limit.most}回）"),
            ("期限", format_jst(limit.ends_at)),
        ),
    )


LIMITS = (
    staff_only(Permission.VIEW, [list_limits]),
    staff_only(Permission.ADMINISTER, [show_lifting, lift_limit]),
)
