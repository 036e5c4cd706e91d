"""A requested change of access is called off, or agreed to by another administrator."""

from functools import partial

from db.access.another_administrator import NotAnotherAdministratorError
from db.access.answers import ChangeOverError, call_off, second
from db.access.facts import AccessChangeRequest
from domain.business_calendar import format_jst
from texts.access_changes import ACCESS_ACTS
from web.console.access_changes.pages import PATH, open_change, page_of_change
from web.console.acts import Act, ActPage, Do, Refusals, says
from web.console.companies.pages import BY_ID
from web.forms import Form
from web.said import Said

_REFUSALS: Refusals = {
    ChangeOverError: says("この手続きは、すでに終わっています。何も変更していません。"),
    NotAnotherAdministratorError: says(
        "手続きを始めた人は、同意できません。"
        "管理画面への登録、権限の変更、パスワードや二段階認証の再設定が最近行われた人も、"
        "同意できません。別の管理者に依頼してください。"
    ),
}


async def _call_off(change: AccessChangeRequest, _: Form) -> Do:
    return partial(call_off, change.change_id)


async def _agree(change: AccessChangeRequest, _: Form) -> Do:
    return partial(second, change.change_id)


def _calling_off(change: AccessChangeRequest) -> ActPage:
    return ActPage(
        "手続きを取りやめる",
        ("変更は行いません。手続きを知らせた方に、取りやめたことをメールで知らせます。",),
        back=page_of_change(change),
        said=Said(
            "手続きを取りやめました",
            ("何も変更していません。手続きを知らせた方に、取りやめたことをメールで知らせます。",),
        ),
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
        said=Said(
            "別の管理者として同意しました",
            (f"{format_jst(change.progress.effective_from)}を過ぎしだい変更します。",),
        ),
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


CALL_OFF = Act(
    path=f"{PATH}/call-off",
    about=open_change,
    within=BY_ID,
    page=_calling_off,
    read=_call_off,
    refusals=_REFUSALS,
)
AGREE = Act(
    path=f"{PATH}/agree",
    about=open_change,
    within=BY_ID,
    page=_agreeing,
    read=_agree,
    refusals=_REFUSALS,
)
