"""What the Temporal UI shows of an application: search attributes, and details in plain words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

with workflow.unsafe.imports_passed_through():
    from domain.business_calendar import format_jst
    from domain.enrolment.stages import Stage
    from domain.enrolment.state import EnrolmentState
    from texts.applications import COMES_NEXT, WAITS_FOR
    from texts.needs import NEEDS
    from workflows.markdown import literal
    from workflows.namespace import (
        CERTIFYING_WHOLESALER,
        COMPANY_NAME,
        DEADLINE,
        NEEDS_ATTENTION,
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
        _upsert_changes(
            state, needs_attention=_needs_somebody(state, refused_mails) or bool(failing)
        )
        lines = self._lines(state, refused_mails, address_verified=address_verified)
        workflow.set_current_details("\n".join([*lines, *failing]))

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
        if state.needs:
            lines += ["", f"**対応が必要です: {'、'.join(NEEDS[need] for need in state.needs)}**"]
        if refused_mails:
            lines += ["", f"**送信できなかったメール: {'、'.join(refused_mails)}**"]
        return lines


def _needs_somebody(state: EnrolmentState, refused_mails: Sequence[str]) -> bool:
    """Whether the facts say so; by the stage and the mails in histories of before they did."""
    if state.needs is None:
        return state.stage is Stage.UNDER_REVIEW or bool(refused_mails)
    return bool(state.needs)


def _upsert_changes(state: EnrolmentState, *, needs_attention: bool) -> None:
    """Update the search attributes that differ; one event, or none."""
    shown = workflow.info().typed_search_attributes
    wanted: list[tuple[SearchAttributeKey[Any], Any]] = [
        (STAGE, state.stage.value),
        (NEEDS_ATTENTION, needs_attention),
        (COMPANY_NAME, state.company_name or None),
        (CERTIFYING_WHOLESALER, state.wholesaler_name or None),
        (DEADLINE, state.deadline),
    ]
    changes: list[SearchAttributeUpdate[Any]] = [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in wanted
        if shown.get(key) != value
    ]
    if changes:
        workflow.upsert_search_attributes(changes)
