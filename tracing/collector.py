"""Sends the spans of a process to a collector, as OpenTelemetry's own variables say (OTEL_…).

They wait in a queue of bounded size, and a thread of their own sends them: a collector that is
away, or never answers, costs the spans and a line of the log, and holds up nothing.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from logs import trouble_of
from tracing import spans

log = structlog.get_logger()

AT_THE_END = 3.0
"""Seconds in which what was not sent yet may still go when a process ends."""


@contextmanager
def telling_a_collector(service: str, *, wanted: bool) -> Iterator[None]:
    """Tell of spans while the block lasts, if that is wanted.

    `service`: what the traces call this program, unless OTEL_SERVICE_NAME does. What is wrong with
    OpenTelemetry's settings is logged, and the process goes on without traces.
    """
    if not wanted:
        yield
        return
    # The SDK takes a quarter of a second and some megabytes.
    from tracing.exporting import provider_for  # noqa: PLC0415
    from tracing.recording import OpenTelemetrySpans  # noqa: PLC0415

    try:
        provider = provider_for(service)
    except (OSError, ValueError) as error:
        tried, what = "to begin, by the settings OTEL_…", str(error)
        log.error("traces.not_begun", what=what, tried=tried, **trouble_of(error))  # noqa: TRY400 -- an operator mends it
        yield
        return
    spans.told_by(OpenTelemetrySpans(provider))
    try:
        yield
    finally:
        spans.told_by(None)
        _within(AT_THE_END, threading.Thread(target=provider.shutdown, daemon=True))


def _within(seconds: float, thread: threading.Thread) -> None:
    thread.start()
    thread.join(seconds)
