"""A collector of traces: takes OTLP over HTTP as the OpenTelemetry Collector does, on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from embedded.ports import LOOPBACK

SILENCE = None
"""The answer of one that takes a request and never says anything."""


class Collector:
    """What came so far; `answer`: how it answers from here on."""

    def __init__(self, answer: HTTPStatus | None) -> None:
        self.answer = answer
        self.asked = threading.Event()
        self.taken: list[ExportTraceServiceRequest] = []
        self.closed = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What has a process send its spans here, and soon."""
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.url,
            "OTEL_BSP_SCHEDULE_DELAY": "20",
        }

    @property
    def spans(self) -> list[Span]:
        scopes = (s for t in self.taken for r in t.resource_spans for s in r.scope_spans)
        return [span for scope in scopes for span in scope.spans]

    @property
    def names(self) -> list[str]:
        return [span.name for span in self.spans]

    @property
    def services(self) -> set[str]:
        """What the programs call themselves whose spans came."""
        resources = (r.resource for taken in self.taken for r in taken.resource_spans)
        found = (each for resource in resources for each in resource.attributes)
        return {each.value.string_value for each in found if each.key == "service.name"}


@contextmanager
def running_collector(answer: HTTPStatus | None = HTTPStatus.OK) -> Iterator[Collector]:
    """Run one while the block lasts."""
    collector = Collector(answer)
    server = ThreadingHTTPServer((LOOPBACK, 0), _handler(collector))
    collector.port = server.server_address[1]
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield collector
    finally:
        collector.closed.set()
        server.shutdown()
        server.server_close()
        serving.join()


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            collector.asked.set()
            if collector.answer is SILENCE:
                collector.closed.wait()
                return
            if collector.answer is HTTPStatus.OK:
                assert self.path == "/v1/traces"
                assert self.headers["Content-Type"] == "application/x-protobuf"
                collector.taken.append(ExportTraceServiceRequest.FromString(content))
            self.send_response(collector.answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
