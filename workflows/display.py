"""What the Temporal UI shows of an application: search attributes, and details in plain words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes

with workflow.unsafe.imports_passed_through():
    from domain.business_calendar import format_jst
    from domain.enrolment.stages import Stage
    from domain.enrolment.state import EnrolmentState
    from domain.needs import Need, OpenCase
    from texts.applications import COMES_NEXT, RETURN_CAUSES, STAGES, WAITS_FOR
    from texts.mails import name_mails
    from texts.needs import NEEDS, explain_need
    from workflows.console_links import link_lines
    from workflows.found_by import situation, upsert_changes
    from workflows.markdown import literal
    from workflows.namespace import (
        CERTIFYING_WHOLESALER,
        COMPANY_NAME,
        DEADLINE,
        NEEDS_ATTENTION,
        SITUATION,
        STAGE,
    )

NOTHING_READ_YET = "## 事実を確認しています。"

HOW_TO_HELP = {
    Stage.INVITED: "メールが届かない場合は、トップページから同じアドレスでもう一度"
    "登録していただくと、新しいURLを送ります(入力途中の内容は残ります)。",
    Stage.UNDER_REVIEW: "管理コンソールの申請のページで理由を確かめ、判断してください。",
    Stage.RETURNED: "申請者は、進捗ページのリンクから修正できます。",
    Stage.AWAITING_APPROVAL: "お急ぎの場合は、申請者から卸担当者へ連絡していただきます。",
}


def initial_attributes(stage: str, deadline: datetime | None) -> TypedSearchAttributes:
    """What an application is found by from its first moment, without an event of its own."""
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(STAGE, stage),
        SearchAttributePair(NEEDS_ATTENTION, value=False),
        SearchAttributePair(SITUATION, _situation(Stage(stage), "", (), fails=False)),
    ]
    if deadline is not None:
        pairs.append(SearchAttributePair(DEADLINE, deadline))
    return TypedSearchAttributes(pairs)


class Display:
    """Keeps the page of one application in the Temporal UI true.

    `since`: the stage that it shows, and when the application came to it, UTC.
    """

    def __init__(
        self, application_number: str, since: tuple[Stage, datetime] | None = None
    ) -> None:
        self._application_number = application_number
        self.since = since

    def show(
        self,
        state: EnrolmentState,
        *,
        address_verified: bool,
        refused_mails: Sequence[str],
        failing: Sequence[str],
    ) -> None:
        """Say where the application is, what it waits for, since when, and how to help.

        `failing`: lines about the steps that fail.
        """
        if self.since is None or self.since[0] is not state.stage:
            self.since = (state.stage, workflow.now())
        _upsert(state, needs_attention=_needs_somebody(state, refused_mails), fails=bool(failing))
        lines = self._lines(state, refused_mails, address_verified=address_verified)
        workflow.set_current_details("\n".join([*failing, *lines]))

    def _lines(
        self, state: EnrolmentState, refused_mails: Sequence[str], *, address_verified: bool
    ) -> list[str]:
        stage = state.stage
        lines = [f"## {WAITS_FOR[stage]}", "", f"- 受付番号: {self._application_number}"]
        if state.company_name:
            lines.append(f"- 企業名: {literal(state.company_name)}")
            lines.append(f"- 認証先卸: {literal(state.wholesaler_name)}")
        if stage is Stage.INVITED:
            lines.append(f"- メールアドレス: {'認証済み' if address_verified else '未認証'}")
        if self.since is not None:
            lines.append(f"- この状態になった日時: {format_jst(self.since[1])}")
        if state.next_due is not None:
            lines.append(f"- 次のお知らせ: {format_jst(state.next_due)}")
        if state.deadline is not None:
            lines.append(f"- 期限: {format_jst(state.deadline)}")
        if stage in COMES_NEXT:
            lines += ["", f"次に起こること: {COMES_NEXT[stage]}", "", HOW_TO_HELP[stage]]
        lines += [
            *_why(state),
            *refused_lines(refused_mails),
            *link_lines(
                "管理コンソールで、この申請を開く", f"applications/{self._application_number}"
            ),
        ]
        return lines


def refused_lines(refused_mails: Sequence[str]) -> list[str]:
    """Which mails reached nobody, by their keys."""
    if not refused_mails:
        return []
    return ["", f"**送信できなかったメール: {name_mails(refused_mails)}**"]


def _why(state: EnrolmentState) -> Iterator[str]:
    """Why it stands where it does: kinds and findings, none of what people wrote."""
    if state.stage is Stage.RETURNED and state.return_cause is not None:
        yield from ("", f"修正を待っている理由: {RETURN_CAUSES[state.return_cause]}")
    if state.needs:
        yield from ("", f"**対応が必要です: {'、'.join(NEEDS[need] for need in state.needs)}**", "")
    for case in state.cases:
        yield from (f"- {sentence}" for sentence in _sentences(case))


def _sentences(case: OpenCase) -> Sequence[str]:
    try:
        return explain_need(case.need, case.details)
    except (KeyError, ValueError):
        return case.details  # A newer release that was gone back from may know more kinds.


def _needs_somebody(state: EnrolmentState, refused_mails: Sequence[str]) -> bool:
    """Whether the facts say so; by the stage and the mails in histories of before they did."""
    if state.needs is None:
        return state.stage is Stage.UNDER_REVIEW or bool(refused_mails)
    return bool(state.needs)


def _upsert(state: EnrolmentState, *, needs_attention: bool, fails: bool) -> None:
    upsert_changes(
        (
            (STAGE, state.stage.value),
            (NEEDS_ATTENTION, needs_attention or fails),
            (COMPANY_NAME, state.company_name or None),
            (CERTIFYING_WHOLESALER, state.wholesaler_name or None),
            (DEADLINE, state.deadline),
        ),
        _situation(state.stage, state.company_name, state.needs or (), fails=fails),
    )


def _situation(stage: Stage, company_name: str, needs: Sequence[Need], *, fails: bool) -> str:
    name = company_name or "企業名未入力"
    return situation(name, STAGES[stage], WAITS_FOR[stage], needs=needs, fails=fails)
