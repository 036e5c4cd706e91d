"""Spans in memory, as a collector would get them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext

from tracing import spans
from tracing.recording import OpenTelemetrySpans


class Spans:
    """What this process told of itself, by the names of the spans."""

    def __init__(self, exporter: InMemorySpanExporter) -> None:
        self._exporter = exporter

    @property
    def all(self) -> tuple[ReadableSpan, ...]:
        """Those that have ended, in that order."""
        return self._exporter.get_finished_spans()

    @property
    def text(self) -> str:
        """All that leaves the process, in its own letters."""
        told = [json.loads(span.to_json()) for span in self.all]
        return json.dumps(told, ensure_ascii=False)

    @property
    def attributes(self) -> set[str]:
        """The names of everything that is told."""
        return {name for span in self.all for name in span.attributes or {}}

    def named(self, name: str) -> list[ReadableSpan]:
        return [span for span in self.all if span.name == name]

    def way_to(self, span: ReadableSpan) -> list[str]:
        """The names from the beginning of its trace to it, of those that have ended."""
        by_id = {_context(each).span_id: each for each in self.all}
        way, before = [span.name], span.parent
        while before is not None and before.span_id in by_id:
            way.insert(0, by_id[before.span_id].name)
            before = by_id[before.span_id].parent
        return way


@contextmanager
def recorded_spans() -> Iterator[Spans]:
    """Keep the spans of this process while the block lasts."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource({"service.name": "test"}), shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    spans.told_by(OpenTelemetrySpans(provider))
    try:
        yield Spans(exporter)
    finally:
        spans.told_by(None)


def trace_of(span: ReadableSpan) -> str:
    return f"{_context(span).trace_id:032x}"


def _context(span: ReadableSpan) -> SpanContext:
    context = span.get_span_context()
    assert context is not None
    return context
