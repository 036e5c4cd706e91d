"""What the Temporal UI shows of a process about a company."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from workflows.markdown import literal
    from workflows.namespace import COMPANY_NAME, DEADLINE, NEEDS_ATTENTION, STAGE


REFUSED_MAILS_ARE_NO_CASE = "refused-mails-are-no-case"


@dataclass(frozen=True)
class CompanyPage:
    """One state of a process: search attributes, and lines in plain words.

    `deadline`: when the present wait ends, UTC; None when nothing is waited for.
    """

    stage: str
    company_name: str
    deadline: datetime | None
    needs_attention: bool
    title: str
    lines: Sequence[str]


def show(page: CompanyPage, refused_mails: Sequence[str], failing: Sequence[str]) -> None:
    """Say where the process is; mails that were refused and steps that fail need somebody, too."""
    needs_attention = page.needs_attention or _counts(refused_mails) or bool(failing)
    _upsert_changes(page, needs_attention=needs_attention)
    lines = [f"## {page.title}", "", f"- 企業名: {literal(page.company_name)}", *page.lines]
    if refused_mails:
        lines += ["", f"**送信できなかったメール: {'、'.join(refused_mails)}**"]
    workflow.set_current_details("\n".join([*lines, *failing]))


def _counts(refused_mails: Sequence[str]) -> bool:
    """Refused mails made a case once; the queue never had one, so that nobody could close it."""
    return bool(refused_mails) and not workflow.patched(REFUSED_MAILS_ARE_NO_CASE)


def _upsert_changes(page: CompanyPage, *, needs_attention: bool) -> None:
    """Update the search attributes that differ; one event, or none."""
    shown = workflow.info().typed_search_attributes
    wanted: list[tuple[SearchAttributeKey[Any], Any]] = [
        (STAGE, page.stage),
        (NEEDS_ATTENTION, needs_attention),
        (COMPANY_NAME, page.company_name),
        (DEADLINE, page.deadline),
    ]
    changes: list[SearchAttributeUpdate[Any]] = [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in wanted
        if shown.get(key) != value
    ]
    if changes:
        workflow.upsert_search_attributes(changes)
