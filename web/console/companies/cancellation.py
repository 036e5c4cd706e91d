"""解約 on a company's request: one administrator begins it, and another agrees."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request

from db.access.another_administrator import NotAnotherAdministratorError
from db.audit import ActReason
from db.companies.cancellations import (
    CancellationOpenError,
    CancellationRequest,
    NoCancellationError,
    waiting_cancellation,
)
from db.company_data import CompanyLeftError
from db.console.cancellation_proposals import (
    AlreadyProposedError,
    NoProposalError,
    Proposal,
    agree_to_cancellation,
    call_off_proposal,
    open_proposal,
    propose_cancellation,
    undo_on_request,
)
from db.console.companies import CompanyCard
from domain.business_calendar import format_jst, format_jst_day
from domain.console_roles import accept_reason
from settings import Settings
from web.console.acts import Act, ActPage, Do, Refusals, says
from web.console.companies.pages import BY_ID, PATH, page_of
from web.context import Injected, now_of, settings_of
from web.forms import Form
from web.said import Said

_REFUSALS: Refusals = {
    CancellationOpenError: says("この企業は、すでに解約の手続き中です。何も変更していません。"),
    AlreadyProposedError: says(
        "解約の手続きは、すでに別の管理者の同意を待っています。何も変更していません。"
    ),
    CompanyLeftError: says("この企業は、すでに退会しています。何も変更していません。"),
    NoProposalError: says(
        "この手続きは、すでに同意されたか、取りやめになっています。何も変更していません。"
    ),
    NoCancellationError: says(
        "解約は、すでに取り消されたか、取り消しの期限を過ぎています。何も変更していません。"
    ),
    NotAnotherAdministratorError: says(
        "手続きを始めた人は、同意できません。"
        "管理画面への登録、権限の変更、パスワードや二段階認証の再設定が最近行われた人も、"
        "同意できません。別の管理者に依頼してください。"
    ),
}


@dataclass(frozen=True)
class Leaving:
    """A company, and its 解約 that was begun, or is under way."""

    company: CompanyCard
    settings: Settings
    now: datetime
    proposal: Proposal | None
    request: CancellationRequest | None

    @property
    def company_id(self) -> str:
        return self.company.company_id

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        return (("企業ID", self.company_id), ("企業名", self.company.name))


async def open_leaving(request: Request[Any, Any, Any], company: Injected[CompanyCard]) -> Leaving:
    """The company, with what is under way."""
    state = request.app.state
    return Leaving(
        company,
        settings_of(state),
        now_of(state),
        await open_proposal(company.company_id),
        await waiting_cancellation(company.company_id),
    )


async def _propose(leaving: Leaving, form: Form) -> Do | None:
    evidence = form.accept("evidence", accept_reason, label="確認の根拠")
    if evidence is None:
        return None

    async def do(why: ActReason, now: datetime) -> str:
        alert_to = leaving.settings.alert_mail_address
        return await propose_cancellation(leaving.company_id, evidence, why, alert_to, now)

    return do


async def _agree(leaving: Leaving, _: Form) -> Do:
    settings = leaving.settings

    async def do(why: ActReason, now: datetime) -> str:
        return await agree_to_cancellation(
            leaving.company_id,
            why,
            settings.cancellation_dates(now),
            settings.access_change_wait,
            alert_to=settings.alert_mail_address,
            now=now,
        )

    return do


async def _call_off(leaving: Leaving, _: Form) -> Do:
    return partial(call_off_proposal, leaving.company_id)


async def _undo(leaving: Leaving, _: Form) -> Do:
    return partial(undo_on_request, leaving.company_id)


def _proposing(leaving: Leaving) -> ActPage:
    return ActPage(
        "解約の手続きを始める",
        (
            "会員ページから申し込めない企業の、ご依頼による解約です。",
            "書面を受け取るか、登録された電話番号へ折り返すなどして、企業のご依頼であることを確かめてください。",
            "別の管理者が同意すると、解約の日時が決まり、ID管理ユーザーへメールで知らせます。それまでは、企業には何も知らせません。",
            "ほかの管理者へ、メールで知らせます。",
        ),
        back=page_of(leaving.company_id),
        said=Said(
            "解約の手続きを始めました",
            (
                "ほかの管理者に、確認のお願いをメールで送ります。",
                "別の管理者が同意するまで、企業には何も知らせません。",
            ),
        ),
        shown=leaving.shown,
        danger=True,
    )


def _agreeing(leaving: Leaving) -> ActPage:
    dates = leaving.settings.cancellation_dates(leaving.now)
    return ActPage(
        "解約に同意する",
        (
            f"{format_jst(dates.ends_at)}（日本時間）に、この企業のすべてのアカウントが終了します。",
            "ID管理ユーザーへメールで知らせます。その日時までは、主担当のID管理ユーザーと管理者が取り消せます。",
            f"登録された情報は、{format_jst_day(dates.kept_until)}まで保存し、そのあと削除します。",
            "企業に登録された電話番号へ折り返すなどして、ご自身でも依頼を確かめてください。",
        ),
        back=page_of(leaving.company_id),
        said=Said(
            "解約に同意しました",
            (
                "企業のID管理ユーザーに、解約の日時をメールで知らせます。",
                "解約の日時までは、主担当のID管理ユーザーと管理者が取り消せます。",
            ),
        ),
        shown=(*leaving.shown, *_as_begun(leaving.proposal)),
        danger=True,
    )


def _as_begun(proposal: Proposal | None) -> tuple[tuple[str, str], ...]:
    """What is agreed to; nothing where somebody else was quicker, which the act answers."""
    if proposal is None:
        return ()
    return (
        ("手続きした人", proposal.asked_by),
        ("理由", proposal.reason),
        ("確認の根拠", proposal.evidence),
    )


def _calling_off(leaving: Leaving) -> ActPage:
    return ActPage(
        "解約の手続きをやめる",
        ("企業には何も知らせていないため、このまま何も変わりません。",),
        back=page_of(leaving.company_id),
        said=Said("解約の手続きをやめました", ("企業には何も知らせていません。",)),
        shown=leaving.shown,
    )


def _undoing(leaving: Leaving) -> ActPage:
    return ActPage(
        "企業からの依頼で解約を取り消す",
        (
            "すべてのアカウントを、これまでどおりご利用いただけます。",
            "ID管理ユーザーへ、取り消したことをメールで知らせます。",
        ),
        back=page_of(leaving.company_id),
        said=Said(
            "解約を取り消しました",
            ("企業のID管理ユーザーに、取り消したことをメールで知らせます。",),
        ),
        shown=leaving.shown,
        button="解約を取り消す",
    )


CANCELLATION = f"{PATH}/cancellation"
PROPOSE = Act(
    path=CANCELLATION,
    about=open_leaving,
    within=BY_ID,
    page=_proposing,
    read=_propose,
    template="console/act_with_evidence.html",
    refusals=_REFUSALS,
)
AGREE = Act(
    path=f"{CANCELLATION}/agree",
    about=open_leaving,
    within=BY_ID,
    page=_agreeing,
    read=_agree,
    refusals=_REFUSALS,
)
CALL_OFF = Act(
    path=f"{CANCELLATION}/call-off",
    about=open_leaving,
    within=BY_ID,
    page=_calling_off,
    read=_call_off,
    refusals=_REFUSALS,
)
UNDO = Act(
    path=f"{CANCELLATION}/undo",
    about=open_leaving,
    within=BY_ID,
    page=_undoing,
    read=_undo,
    refusals=_REFUSALS,
)
