"""No exception ends a workflow: it waits for a worker that was mended."""

from typing import Any

from temporalio.exceptions import FailureError, is_cancelled_exception
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


class UnexpectedFailureError(Exception):
    """A failure that a workflow did not see to.

    Unlike a failure, it fails the workflow's task alone, which Temporal tries again and reports.
    """


class EnduringWorkflows(Interceptor):
    """Keeps every workflow open whatever its code does, unless an operator cancels it."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 -- Temporal's name
    ) -> type[WorkflowInboundInterceptor]:
        return _Enduring


class _Enduring(WorkflowInboundInterceptor):
    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002 -- Temporal's name
        try:
            return await super().execute_workflow(input)
        except (FailureError, TimeoutError) as failure:
            if is_cancelled_exception(failure):
                raise
            raise UnexpectedFailureError(type(failure).__name__) from failure
