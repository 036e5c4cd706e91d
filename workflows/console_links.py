"""Links from the Temporal UI to the console, at the address that the worker has in its settings.

They are made when a page is shown and stand in no history, so that another address needs no new
workflow, and a history replays wherever it is.
"""

from temporalio import workflow
from temporalio.worker import (
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

_CONSOLE = "console"


class ConsoleLinks(Interceptor):
    """Tells the workflows of a worker where the console is."""

    def __init__(self, base_url: str) -> None:
        self._console = f"{base_url}/console"

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 -- Temporal's name
    ) -> type[WorkflowInboundInterceptor] | None:
        """Nothing is intercepted."""
        input.unsafe_extern_functions[_CONSOLE] = lambda: self._console
        return None


def link_lines(words: str, page: str) -> list[str]:
    """Lines of Markdown with a link to a page of the console; none where nobody knows its address.

    `page`: its path below the console's, of ids alone.
    """
    console = workflow.extern_functions().get(_CONSOLE)
    return ["", f"[{words}]({console()}/{page})"] if console else []


def stopped_lines() -> list[str]:
    """A link to where an administrator has a process tried again at once."""
    return link_lines(
        "管理コンソールで、すぐにやり直す（原因を取り除いた後）",
        f"stopped/{workflow.info().workflow_id}",
    )
