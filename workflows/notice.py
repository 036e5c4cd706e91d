"""What the Temporal UI shows of a workflow without stages."""

from collections.abc import Sequence

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from texts.processes import name_process
    from workflows.console_links import link_lines
    from workflows.found_by import situation, upsert_changes
    from workflows.namespace import NEEDS_ATTENTION
    from workflows.steps import StepExecutor


class Notice:
    """One text in Markdown, and the steps that fail; `steps` does what the workflow asks for.

    `page`: the path below the console's of the page of this matter; empty where there is none.
    """

    def __init__(self, page: str = "") -> None:
        self.steps = StepExecutor(when_failing=self._show)
        self._text = ""
        self._page = page

    def say(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self._show()

    def _show(self) -> None:
        link = link_lines("管理コンソールで開く", self._page) if self._page else ()
        show_notice("\n".join([self._text, *link]), self.steps.lines)


def show_notice(text: str, failing: Sequence[str]) -> None:
    """Show a text, and that somebody is needed while steps fail."""
    info, fails = workflow.info(), bool(failing)
    if info.typed_search_attributes.get(NEEDS_ATTENTION, default=False) != fails:
        about, waits_for = name_process(info.workflow_id), text.partition("\n")[0].strip("# ")
        upsert_changes([(NEEDS_ATTENTION, fails)], situation("", about, waits_for, fails=fails))
    workflow.set_current_details("\n".join([*failing, text]))
