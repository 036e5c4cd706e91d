"""Makes spans by OpenTelemetry; imported only where they are told to somebody."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Link, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from logs import trouble_of
from tracing.spans import ERROR, ERROR_CODE, Attributes, Kind, Span

_PROPAGATOR = TraceContextTextMapPropagator()


class OpenTelemetrySpans:
    """Spans of one provider."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("inforex")

    def begin(  # noqa: PLR0913, PLR0917 -- what a span is made of
        self,
        name: str,
        kind: Kind,
        attributes: Attributes,
        parent: str | None,
        cause: str,
        at: int | None,
    ) -> Span:
        return _Recorded(
            self._tracer.start_span(
                name,
                None if parent is None else _context_of(parent),
                SpanKind[kind.name],
                attributes,
                [_link_to(cause)] if cause else [],
                at,
            )
        )

    def traceparent(self) -> str:
        return _traceparent_of(trace.get_current_span())


class _Recorded(Span):
    def __init__(self, span: trace.Span) -> None:
        self._span = span
        self.traceparent = _traceparent_of(span)

    @contextmanager
    def current(self) -> Iterator[None]:
        # Not OpenTelemetry's own `use_span`, which records what passes through it in its words.
        token = context.attach(trace.set_span_in_context(self._span))
        try:
            yield
        finally:
            context.detach(token)

    def rename(self, name: str) -> None:
        if self._span.is_recording():
            self._span.update_name(name)

    def note(self, attributes: Attributes) -> None:
        if self._span.is_recording():
            self._span.set_attributes(attributes)

    def fails(self, error: BaseException) -> None:
        if _is_usual(error) or not self._span.is_recording():
            return
        told = trouble_of(error)
        self._span.set_attribute(ERROR, told["trouble"])
        if "code" in told:
            self._span.set_attribute(ERROR_CODE, told["code"])
        self._span.set_status(StatusCode.ERROR)

    def end(self) -> None:
        if self._span.is_recording():
            self._span.end()


def _is_usual(error: BaseException) -> bool:
    """Whether an activity merely waits, which is no failure."""
    benign = ApplicationErrorCategory.BENIGN
    return isinstance(error, ApplicationError) and error.category is benign


def _link_to(traceparent: str) -> Link:
    return Link(trace.get_current_span(_context_of(traceparent)).get_span_context())


def _context_of(traceparent: str) -> Context:
    """What follows from there; of what is no traceparent, a trace of its own."""
    none = Context()
    return _PROPAGATOR.extract({"traceparent": traceparent}, none) if traceparent else none


def _traceparent_of(span: trace.Span) -> str:
    of = span.get_span_context()
    if not of.is_valid:
        return ""
    return f"00-{of.trace_id:032x}-{of.span_id:016x}-{of.trace_flags:02x}"
