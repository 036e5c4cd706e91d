"""Spans on their way out of the process, by OTLP over HTTP; imported only where there are some."""

import logging
from collections.abc import Sequence
from typing import Any

import requests
import structlog
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from logs import trouble_of

log = structlog.get_logger()

# It tells of each attempt in its own words; here is told what became of them all.
logging.getLogger("opentelemetry.exporter").setLevel(logging.CRITICAL)


def provider_for(service: str) -> TracerProvider:
    """Make what records spans and sends them in batches; raises `ValueError` for wrong settings."""
    resource = Resource.create({"service.name": service}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(ToTheCollector()))
    return provider


class ToTheCollector(SpanExporter):
    """Sends batches, and logs a batch that could not be sent: one line, then a count (logs.py)."""

    def __init__(self) -> None:
        self._line = _Line()
        self._exporter = OTLPSpanExporter(session=self._line)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self._line.trouble = {}
        result = self._exporter.export(spans)
        if result is not SpanExportResult.SUCCESS:
            tried = "to send spans to the collector"
            log.warning("traces.not_exported", tried=tried, **self._line.trouble)
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()  # type: ignore[no-untyped-call]  # it has no types


class _Line(requests.Session):
    """The connection, which knows what became of the last request."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble: dict[str, str] = {}

    def request(self, *args: Any, **how: Any) -> requests.Response:
        try:
            answer = super().request(*args, **how)
        except requests.RequestException as error:
            self.trouble = {**trouble_of(_innermost(error)), "trouble": type(error).__name__}
            raise
        self.trouble = {"code": str(answer.status_code)}
        return answer


def _innermost(error: BaseException) -> BaseException:
    """What the system said, below all who hand it on."""
    while (below := error.__cause__ or error.__context__) is not None:
        error = below
    return error
