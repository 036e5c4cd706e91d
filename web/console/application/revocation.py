"""What was issued wrongly ends by two administrators, and what was disputed is settled (S27)."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Request, Response
from litestar.params import FromPath

from db.access.another_administrator import NotAnotherAdministratorError
from db.console.disputes import settle_on_its_own
from db.console.revocations import (
    Revocation,
    agree_to_revocation,
    ask_for_revocation,
    call_off_revocation,
    open_revocation,
)
from db.console.staff import Staff
from db.enrolment.outcomes import StepSettings
from domain.lengths import LONGEST_EVIDENCE
from domain.refusals import MovedOnError
from domain.text import accept_text
from web.console.acts import Act, ActPage, Do, says
from web.console.application.act import (
    ApplicationActPage,
    and_point_on,
    page_of,
    refused_page,
    shared_context,
)
from web.console.application.dependencies import PATH, Opened, open_application
from web.context import Injected
from web.forms import Form
from web.said import Said


async def _read_revocation(opened: Opened, form: Form) -> Do | None:
    evidence = form.accept(
        "evidence", partial(accept_text, most=LONGEST_EVIDENCE), label="確認の根拠"
    )
    if evidence is None:
        return None
    alert_to = opened.settings.alert_mail_address
    return lambda why, now: ask_for_revocation(
        opened.number, evidence, why, alert_to=alert_to, now=now
    )


REVOKE = ApplicationActPage(
    title="発行の取り消しを始める",
    effects=(
        "誤って発行した企業IDを、元に戻せない形で終わらせる手続きです。",
        "別の管理者が同意すると取り消されます。それまでは、利用の停止が続きます。",
        "取引がないことを、認証先卸の登録された電話番号へ折り返すなどして確かめてください。",
        "ほかの管理者へ、メールで知らせます。",
    ),
    button="取り消しを始める",
    said=Said(
        "発行の取り消しを始めました",
        ("別の管理者が同意すると、企業IDを取り消します。ほかの管理者へ、メールで知らせます。",),
    ),
    read=_read_revocation,
    template="revoke",
    danger=True,
)


async def _settle(opened: Opened, _: Form) -> Do:
    return partial(settle_on_its_own, opened.number)


SETTLE = ApplicationActPage(
    title="「心当たりがない」を確認済みにする",
    effects=(
        "停止した企業はないため、確認した結果を記録して、対応待ちから外します。",
        "申請者と卸担当者には知らせません。",
    ),
    button="確認済みにする",
    said=Said("「心当たりがない」を確認済みにしました", ("対応待ちから外しました。",)),
    read=_settle,
)


@dataclass(frozen=True)
class AskedRevocation(Opened):
    """An application, and the revocation that waits for another administrator, if one does."""

    asked: Revocation | None


async def open_asked_revocation(
    request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
) -> AskedRevocation:
    """Find what was asked for; raises `NotFoundException`."""
    opened = await open_application(request, staff, number)
    return AskedRevocation(**vars(opened), asked=await open_revocation(opened.number))


async def _obstacle(asked: AskedRevocation) -> Response[str] | None:
    """Who comes second reads who decided, and when."""
    if asked.asked is not None:
        return None
    return await refused_page(asked, MovedOnError(asked.facts.stage))


_AGREED = Said("発行を取り消しました", ("企業のID管理ユーザーと卸担当者へ、メールで知らせます。",))
_CALLED_OFF = Said("発行の取り消しをやめました", ("利用の停止は続いています。",))


def _agreeing(asked: AskedRevocation) -> ActPage:
    return _page(
        asked,
        "発行の取り消しに同意する",
        (
            "企業IDを終わらせます。元に戻すことはできず、同じ企業IDが再び発行されることもありません。",
            "この企業の全アカウントが使えなくなります。",
            "企業のID管理ユーザーと卸担当者へ、取り消したことをメールで知らせます。",
            "認証先卸に登録された電話番号へ折り返すなどして、ご自身でも確かめてください。",
        ),
        "同意して取り消す",
        _AGREED,
        danger=True,
    )


def _calling_off(asked: AskedRevocation) -> ActPage:
    return _page(
        asked,
        "発行の取り消しをやめる",
        ("企業IDは残り、利用の停止が続きます。停止の解除は、別に行ってください。",),
        "取り消しをやめる",
        _CALLED_OFF,
    )


def _page(  # noqa: PLR0913 -- what the page says
    asked: AskedRevocation,
    title: str,
    effects: tuple[str, ...],
    button: str,
    said: Said,
    *,
    danger: bool = False,
) -> ActPage:
    shown = page_of(asked, title, effects, button, said, danger=danger)
    if asked.asked is None:
        return shown
    more = (
        ("企業ID", asked.asked.company),
        ("手続きした人", asked.asked.asked_by),
        ("理由", asked.asked.reason),
        ("確認の根拠", asked.asked.evidence),
    )
    return ActPage(**vars(shown) | {"shown": (*shown.shown, *more)})


async def _read_agreement(asked: AskedRevocation, _: Form) -> Do:
    settings = asked.settings
    recording = StepSettings(
        settings.link_keys, settings.access_change_wait, settings.alert_mail_address
    )
    return partial(
        and_point_on,
        asked,
        _AGREED,
        lambda why, now: agree_to_revocation(asked.number, why, recording, now),
    )


async def _read_calling_off(asked: AskedRevocation, _: Form) -> Do:
    return partial(and_point_on, asked, _CALLED_OFF, partial(call_off_revocation, asked.number))


async def _more(asked: AskedRevocation, _: Form) -> dict[str, Any]:
    return await shared_context(asked)


AGREE = Act(
    path=f"{PATH}/revoke/agree",
    about=open_asked_revocation,
    page=_agreeing,
    read=_read_agreement,
    template="console/application/act.html",
    more=_more,
    obstacle=_obstacle,
    refusals={
        NotAnotherAdministratorError: says(
            "手続きを始めた人は、同意できません。"
            "管理画面への登録、権限の変更、パスワードや二段階認証の再設定が最近行われた人も、"
            "同意できません。別の管理者に依頼してください。"
        )
    },
    refused=refused_page,
)
CALL_OFF = Act(
    path=f"{PATH}/revoke/call-off",
    about=open_asked_revocation,
    page=_calling_off,
    read=_read_calling_off,
    template="console/application/act.html",
    more=_more,
    obstacle=_obstacle,
    refused=refused_page,
)
