"""By what the list of the Temporal UI finds a workflow, and the line that it shows of it."""

from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

with workflow.unsafe.imports_passed_through():
    from domain.needs import Need, TroubleKind
    from texts.needs import NEEDS
    from texts.processes import TROUBLES
    from workflows.namespace import SITUATION

Wanted = Sequence[tuple[SearchAttributeKey[Any], Any]]

LONGEST_LINE = 200
"""Characters; a visibility store on SQL takes 255."""


def line(text: str) -> TypedSearchAttributes:
    """What the list shows of a workflow that has no stage, or has yet to tell it."""
    return TypedSearchAttributes([SearchAttributePair(SITUATION, text[:LONGEST_LINE])])


def situation(
    company_name: str, stage: str, waits_for: str, *, needs: Sequence[Need] = (), fails: bool
) -> str:
    """The line of one workflow: company, stage, and what it waits for or who has to help."""
    if fails:
        waits_for = TROUBLES[TroubleKind.STEP_FAILING]
    parts = [company_name, stage, waits_for]
    if needs:
        parts.append(f"対応が必要：{'、'.join(NEEDS[need] for need in needs)}")
    return "｜".join(filter(None, parts))[:LONGEST_LINE]


def upsert_changes(wanted: Wanted, text: str) -> None:
    """Update the search attributes that differ; one event, or none.

    The line goes with the others and never alone: it changes when they do, and the histories of
    before it was there have no event for it.
    """
    shown = workflow.info().typed_search_attributes
    changes: list[SearchAttributeUpdate[Any]] = [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in wanted
        if shown.get(key) != value
    ]
    if changes:
        workflow.upsert_search_attributes([*changes, SITUATION.value_set(text)])
