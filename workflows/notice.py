"""What the Temporal UI shows of a workflow without stages."""

from collections.abc import Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.namespace import NEEDS_ATTENTION
    from workflows.steps import StepExecutor


class Notice:
    """One text in Markdown, and the steps that fail; `steps` does what the workflow asks for."""

    def __init__(self) -> None:
        self.steps = StepExecutor(when_failing=self._show)
        self._text = ""

    def say(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self._show()

    def _show(self) -> None:
        show_notice(self._text, self.steps.lines)


def show_notice(text: str, failing: Sequence[str]) -> None:
    """Show a text, and that somebody is needed while steps fail."""
    shown = workflow.info().typed_search_attributes.get(NEEDS_ATTENTION, default=False)
    if shown != bool(failing):
        workflow.upsert_search_attributes([NEEDS_ATTENTION.value_set(bool(failing))])
    workflow.set_current_details("\n".join([text, *failing]))
