"""A company's use of the service suspended, and the suspension lifted."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.companies import CompanyCard
from db.console.sessions import Staff
from db.console.suspension import SuspensionUnchangedError, lift_suspension, suspend
from db.console_acts import Why
from web.console.acts import ActPage, read_why, show_act
from web.console.companies.pages import BY_ID, PATH, STANDINGS, page_of
from web.context import Injected, now_of
from web.forms import Form, read_form
from web.pages import see_other

Do = Callable[[str, Why, datetime], Awaitable[None]]

UNCHANGED = "すでにその状態になっているか、退会しています。何も変更していません。"


@get(f"{PATH}/suspension", dependencies=BY_ID)
async def show_suspension(
    request: Request[Any, Any, Any], staff: Injected[Staff], company: Injected[CompanyCard]
) -> Response[str]:
    """Say what it means that nobody of the company may log in."""
    return await show_act(request, staff, _suspending(company), Form())


@post(f"{PATH}/suspension", dependencies=BY_ID)
async def suspend_company(
    request: Request[Any, Any, Any], staff: Injected[Staff], company: Injected[CompanyCard]
) -> Response[str] | Redirect:
    """Suspend the company."""
    return await _do(suspend, request, staff, company, _suspending(company))


@get(f"{PATH}/lift", dependencies=BY_ID)
async def show_lifting(
    request: Request[Any, Any, Any], staff: Injected[Staff], company: Injected[CompanyCard]
) -> Response[str]:
    """Say that people may log in again."""
    return await show_act(request, staff, _lifting(company), Form())


@post(f"{PATH}/lift", dependencies=BY_ID)
async def lift_company(
    request: Request[Any, Any, Any], staff: Injected[Staff], company: Injected[CompanyCard]
) -> Response[str] | Redirect:
    """Lift the suspension."""
    return await _do(lift_suspension, request, staff, company, _lifting(company))


async def _do(
    do: Do, request: Request[Any, Any, Any], staff: Staff, company: CompanyCard, act: ActPage
) -> Response[str] | Redirect:
    form = await read_form(request)
    why = read_why(form, staff)
    if why is not None:
        try:
            await do(company.company_id, why, now_of(request.app.state))
        except SuspensionUnchangedError:
            form.add_error("", UNCHANGED)
    return see_other(act.back) if form.ok else await show_act(request, staff, act, form)


def _suspending(company: CompanyCard) -> ActPage:
    return ActPage(
        "企業の利用を停止する",
        (
            "この企業の全員がすぐにログアウトし、解除するまで、だれもログインできません。",
            "アカウントと登録された情報は、そのまま残ります。",
        ),
        back=page_of(company.company_id),
        shown=_shown(company),
        danger=True,
    )


def _lifting(company: CompanyCard) -> ActPage:
    return ActPage(
        "利用の停止を解除する",
        ("この企業の方が、これまでのIDとパスワードでログインできるようになります。",),
        back=page_of(company.company_id),
        shown=_shown(company),
    )


def _shown(company: CompanyCard) -> tuple[tuple[str, str], ...]:
    return (
        ("企業ID", company.company_id),
        ("企業名", company.name),
        ("状態", STANDINGS[company.standing]),
    )
