"""A requested change of access is called off, or agreed to by another administrator."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from db.access.another_administrator import NotAnotherAdministratorError
from db.access.answers import AlreadySecondedError, ChangeOverError, call_off, second
from db.access.facts import AccessChangeRequest
from db.audit import ActReason
from db.console.cases import in_hand
from db.console.companies import latest_acts
from domain.business_calendar import format_jst
from texts.access_changes import ACCESS_ACTS
from texts.audit_log import act_of
from web.console.access_changes.pages import PATH, open_change, page_of_change
from web.console.acts import Act, ActPage, Do, Done, Refusals, says
from web.console.cases import pointing_on
from web.console.companies.pages import BY_ID
from web.forms import Form
from web.said import Said

_REFUSALS: Refusals = {
    ChangeOverError: says("この手続きは、すでに終わっています。何も変更していません。"),
    AlreadySecondedError: says(
        "別の管理者の同意は、すでに記録されています。何も変更していません。"
    ),
    NotAnotherAdministratorError: says(
        "手続きを始めた人は、同意できません。"
        "管理画面への登録、権限の変更、パスワードや二段階認証の再設定が最近行われた人も、"
        "同意できません。別の管理者に依頼してください。"
    ),
}


async def _call_off(change: AccessChangeRequest, _: Form) -> Do:
    return partial(_and_point_on, _CALLED_OFF, partial(call_off, change.change_id))


async def _agree(change: AccessChangeRequest, _: Form) -> Do:
    return partial(_and_point_on, _agreed(change), partial(second, change.change_id))


async def _and_point_on(
    said: Said, do: Callable[[ActReason, datetime], Awaitable[str]], why: ActReason, now: datetime
) -> Done:
    process = await do(why, now)
    return Done(await pointing_on(said, why.administrator), process)


_CALLED_OFF = Said(
    "手続きを取りやめました",
    ("何も変更していません。手続きを知らせた方に、取りやめたことをメールで知らせます。",),
)


def _agreed(change: AccessChangeRequest) -> Said:
    moment = format_jst(change.progress.effective_from)
    return Said("別の管理者として同意しました", (f"{moment}を過ぎしだい変更します。",))


def _calling_off(change: AccessChangeRequest) -> ActPage:
    return ActPage(
        "手続きを取りやめる",
        ("変更は行いません。手続きを知らせた方に、取りやめたことをメールで知らせます。",),
        back=page_of_change(change),
        said=_CALLED_OFF,
        shown=_shown(change),
    )


def _agreeing(change: AccessChangeRequest) -> ActPage:
    return ActPage(
        "別の管理者として同意する",
        (
            "企業のどなたにもメールが届かなかったため、手続きを始めた人だけでは変更できません。",
            "企業に登録された電話番号へ折り返すなどして、ご自身で依頼を確かめてください。",
            "同意すると、変更する日時を過ぎしだい変更します。",
        ),
        back=page_of_change(change),
        said=_agreed(change),
        shown=_shown(change),
        danger=True,
    )


def _shown(change: AccessChangeRequest) -> tuple[tuple[str, str], ...]:
    return (
        ("企業", f"{change.company_name}（{change.company_id}）"),
        ("変更の内容", ACCESS_ACTS[change.act]),
        ("対象のアカウント", f"{change.account_id} {change.person_name}".strip() or "なし"),
        ("手続きした人", change.asked_by),
        ("理由", change.reason),
        ("確認の根拠", change.evidence or "なし"),
        ("変更する日時", f"{format_jst(change.progress.effective_from)}（日本時間）"),
    )


async def _more(change: AccessChangeRequest, _: Form) -> dict[str, Any]:
    """Who has it in hand, and who of the console decided before."""
    decided = (change.closed_at, change.progress.seconded_at)
    acts = [act for act in await latest_acts(change.company_id) if act.at in decided]
    return {
        "in_hand": await in_hand(f"access:{change.change_id}"),
        "before": acts[0] if acts else None,
        "act_of": act_of,
    }


CALL_OFF = Act(
    path=f"{PATH}/call-off",
    about=open_change,
    within=BY_ID,
    page=_calling_off,
    read=_call_off,
    template="console/access_changes/act.html",
    more=_more,
    refusals=_REFUSALS,
)
AGREE = Act(
    path=f"{PATH}/agree",
    about=open_change,
    within=BY_ID,
    page=_agreeing,
    read=_agree,
    template="console/access_changes/act.html",
    more=_more,
    refusals=_REFUSALS,
)
