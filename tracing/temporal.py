"""Traces through Temporal: from who brings news, by the workflow that hears them, to its steps.

A header of Temporal carries the traceparent, under the key and by the names that its SDKs use. What
a signal sets off belongs to the trace of whoever sent it, not to that of the workflow's beginning;
and what a workflow does of itself later begins a trace that refers to it. A workflow only hands
on what it was given, so that it does the same when it is replayed, with traces and without.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from temporalio import activity, client, worker, workflow
from temporalio.api.common.v1 import Payload

from tracing.spans import ATTEMPT, RUN, WORKFLOW, Attributes, Kind, begin, span, traceparent

HEADER, TRACEPARENT, CAUSE = "_tracer-data", "traceparent", "cause"

ONE_TRACE = timedelta(minutes=1)
"""How long after its news a workflow's steps belong to their trace."""

_MOMENT = "inforex_span_of_a_moment"

Headers = Mapping[str, Payload]
Carrier = dict[str, str]


class TracedCalls(client.Interceptor):
    """Has the client hand on the trace of what starts or signals a workflow."""

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:  # noqa: A002 -- Temporal's name
        return _Calls(next)


class _Calls(client.OutboundInterceptor):
    async def start_workflow(
        self,
        input: client.StartWorkflowInput,  # noqa: A002 -- Temporal's name
    ) -> client.WorkflowHandle[Any, Any]:
        if not traceparent():
            return await super().start_workflow(input)
        what = "SignalWithStartWorkflow" if input.start_signal else "StartWorkflow"
        about: Attributes = {WORKFLOW: input.id}
        with span(f"{what}:{input.workflow}", Kind.CLIENT, about) as call:
            input.headers = _with(input.headers, {TRACEPARENT: call.traceparent})
            return await super().start_workflow(input)


class TracedTasks(worker.Interceptor):
    """Has a worker tell of the news that workflows hear, and of each attempt at a step."""

    def intercept_activity(
        self,
        next: worker.ActivityInboundInterceptor,  # noqa: A002 -- Temporal's name
    ) -> worker.ActivityInboundInterceptor:
        return _Steps(next)

    def workflow_interceptor_class(
        self,
        input: worker.WorkflowInterceptorClassInput,  # noqa: A002 -- Temporal's name
    ) -> type[worker.WorkflowInboundInterceptor]:
        input.unsafe_extern_functions[_MOMENT] = _span_of_a_moment
        return _News


class _Steps(worker.ActivityInboundInterceptor):
    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:  # noqa: A002 -- Temporal's name
        info, given = activity.info(), _given(input.headers)
        about: Attributes = {
            WORKFLOW: info.workflow_id or "",
            RUN: info.workflow_run_id or "",
            ATTEMPT: info.attempt,
        }
        with span(
            f"RunActivity:{info.activity_type}",
            Kind.CONSUMER,
            about,
            parent=given.get(TRACEPARENT, ""),
            cause=given.get(CAUSE, ""),
        ):
            return await super().execute_activity(input)


class _News(worker.WorkflowInboundInterceptor):
    """Remembers the trace of the newest news that the workflow heard."""

    _heard = ""
    _heard_at = datetime.min.replace(tzinfo=UTC)

    def init(self, outbound: worker.WorkflowOutboundInterceptor) -> None:
        super().init(_Orders(outbound, self))

    async def execute_workflow(self, input: worker.ExecuteWorkflowInput) -> Any:  # noqa: A002 -- Temporal's name
        given = _given(workflow.info().headers)
        if not self._heard:  # signals of the first task are heard before, and are newer
            self._hear(given, f"RunWorkflow:{workflow.info().workflow_type}")
            self._heard = self._heard or given.get(CAUSE, "")
        return await super().execute_workflow(input)

    async def handle_signal(self, input: worker.HandleSignalInput) -> None:  # noqa: A002 -- Temporal's name
        self._hear(_given(input.headers), f"HandleSignal:{input.signal}")
        await super().handle_signal(input)

    def _hear(self, given: Carrier, name: str) -> None:
        if sent_by := given.get(TRACEPARENT):
            self._heard, self._heard_at = _moment(name, sent_by) or sent_by, workflow.now()

    def carrier(self) -> Carrier:
        """What whatever the workflow orders now is given along."""
        if not self._heard:
            return {}
        is_of_it = workflow.now() - self._heard_at < ONE_TRACE
        return {TRACEPARENT if is_of_it else CAUSE: self._heard}


class _Orders(worker.WorkflowOutboundInterceptor):
    def __init__(self, next: worker.WorkflowOutboundInterceptor, news: _News) -> None:  # noqa: A002 -- Temporal's name
        super().__init__(next)
        self._news = news

    def start_activity(self, input: worker.StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002 -- Temporal's name
        input.headers = _with(input.headers, self._news.carrier())
        return super().start_activity(input)

    def start_local_activity(
        self,
        input: worker.StartLocalActivityInput,  # noqa: A002 -- Temporal's name
    ) -> workflow.ActivityHandle[Any]:
        input.headers = _with(input.headers, self._news.carrier())
        return super().start_local_activity(input)

    def continue_as_new(self, input: worker.ContinueAsNewInput) -> NoReturn:  # noqa: A002 -- Temporal's name
        input.headers = _with(input.headers, self._news.carrier())
        super().continue_as_new(input)


def _moment(name: str, parent: str) -> str:
    """Tell of something that happened in a workflow, once; empty where nobody is told of it.

    It takes no time: a span that lasts would end in another worker, or never.
    """
    if workflow.unsafe.is_replaying():
        return ""
    info = workflow.info()
    about: Attributes = {WORKFLOW: info.workflow_id, RUN: info.run_id}
    with workflow.unsafe.sandbox_unrestricted(), workflow.unsafe.imports_passed_through():
        told: str = workflow.extern_functions()[_MOMENT](name, parent, about, workflow.time_ns())
    return told


def _span_of_a_moment(name: str, parent: str, about: Attributes, at: int) -> str:
    moment = begin(name, Kind.CONSUMER, about, parent=parent, at=at)
    moment.end()
    return moment.traceparent


def _with(headers: Headers, carrier: Carrier) -> Headers:
    if not carrier:
        return headers
    data = json.dumps(carrier).encode()
    return {**headers, HEADER: Payload(metadata={"encoding": b"json/plain"}, data=data)}


def _given(headers: Headers) -> Carrier:
    """What came along; nothing where it is not as ours is, which must not hold up a workflow."""
    try:
        carrier = json.loads(headers[HEADER].data)
    except (KeyError, ValueError):
        return {}
    return {k: str(v) for k, v in carrier.items()} if isinstance(carrier, dict) else {}
