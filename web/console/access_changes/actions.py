"""A change of who gets in called off, or agreed to by another administrator."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.access.answers import (
    ChangeOverError,
    NotAnotherAdministratorError,
    call_off,
    second,
)
from db.access.facts import Change
from db.console.sessions import Staff
from db.console_acts import Why
from domain.business_calendar import format_jst
from domain.refusals import RefusalError
from domain.staff_words import ACCESS_ACTS
from relay.delivery import Relay
from web.console.access_changes.pages import BY_ID, PATH, page_of_change
from web.console.acts import ActPage, read_why, show_act
from web.context import Injected, now_of
from web.forms import Form, read_form
from web.pages import see_other

Do = Callable[[int, Why, datetime], Awaitable[str]]

REFUSED: dict[type[RefusalError], str] = {
    ChangeOverError: "この手続きは、すでに終わっています。何も変更していません。",
    NotAnotherAdministratorError: "手続きを始めた人は、同意できません。"
    "管理画面への登録、権限の変更、パスワードや二段階認証の再設定が最近行われた人も、"
    "同意できません。別の管理者に依頼してください。",
}


@get(f"{PATH}/call-off", dependencies=BY_ID)
async def show_calling_off(
    request: Request[Any, Any, Any], staff: Injected[Staff], change: Injected[Change]
) -> Response[str]:
    """Say what it means that a change is called off."""
    return await show_act(request, staff, _calling_off(change), Form())


@post(f"{PATH}/call-off", dependencies=BY_ID)
async def call_change_off(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    change: Injected[Change],
    relay: Injected[Relay],
) -> Response[str] | Redirect:
    """Call it off."""
    return await _do(call_off, request, staff, change, relay, act=_calling_off(change))


@get(f"{PATH}/agree", dependencies=BY_ID)
async def show_agreeing(
    request: Request[Any, Any, Any], staff: Injected[Staff], change: Injected[Change]
) -> Response[str]:
    """Say what another administrator is to make sure of first."""
    return await show_act(request, staff, _agreeing(change), Form())


@post(f"{PATH}/agree", dependencies=BY_ID)
async def agree_besides(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    change: Injected[Change],
    relay: Injected[Relay],
) -> Response[str] | Redirect:
    """Agree as another administrator."""
    return await _do(second, request, staff, change, relay, act=_agreeing(change))


async def _do(  # noqa: PLR0913 -- what is done, by whom, and the page of it
    do: Do,
    request: Request[Any, Any, Any],
    staff: Staff,
    change: Change,
    relay: Relay,
    *,
    act: ActPage,
) -> Response[str] | Redirect:
    form = await read_form(request)
    why = read_why(form, staff)
    if why is not None:
        try:
            process = await do(change.change_id, why, now_of(request.app.state))
        except tuple(REFUSED) as error:
            form.add_error("", REFUSED[type(error)])
    if not form.ok:
        return await show_act(request, staff, act, form)
    return see_other(act.back, background=BackgroundTask(relay.nudge, process))


def _calling_off(change: Change) -> ActPage:
    return ActPage(
        "手続きを取りやめる",
        ("変更は行いません。手続きを知らせた方に、取りやめたことをメールで知らせます。",),
        back=page_of_change(change),
        shown=_shown(change),
    )


def _agreeing(change: Change) -> ActPage:
    return ActPage(
        "別の管理者として同意する",
        (
            "企業のどなたにもメールが届かなかったため、手続きを始めた人だけでは変更できません。",
            "企業に登録された電話番号へ折り返すなどして、あなた自身で依頼を確かめてください。",
            "同意すると、変更する日時を過ぎしだい変更します。",
        ),
        back=page_of_change(change),
        shown=_shown(change),
        danger=True,
    )


def _shown(change: Change) -> tuple[tuple[str, str], ...]:
    return (
        ("企業", f"{change.company_name}（{change.company_id}）"),
        ("変更の内容", ACCESS_ACTS[change.act]),
        ("対象のアカウント", f"{change.account_id} {change.person_name}".strip() or "なし"),
        ("手続きした人", change.asked_by),
        ("理由", change.reason),
        ("確認の根拠", change.evidence or "なし"),
        ("変更する日時", f"{format_jst(change.progress.effective_from)}（日本時間）"),
    )
