"""Spans reach a collector as OTLP; one that is away, or never answers, holds up nothing."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from litestar import Litestar

from logs import log_as_json, tell_what_was_counted
from rig.collector import SILENCE, Collector, running_collector
from rig.servers import free_ports
from rig.site import Clock, Site, running
from settings import Settings, WrongSettingError
from tests.conftest import CSRF_SECRET, LINK_KEY
from tests.web.conftest import app, clock
from tracing import collector as ours
from tracing.collector import telling_a_collector
from tracing.spans import begin, span, traceparent

__all__ = ["app", "clock"]

SECRETS = {"LINK_KEYS": LINK_KEY, "CSRF_SECRET": CSRF_SECRET}
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
MORE_THAN_ARE_KEPT = 3_000


def use(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def sent_or_given_up() -> Iterator[None]:
    """Nobody still sends when a test has ended.

    Between two tries it draws a number by chance, and Hypothesis, in a test of another file, would
    think that its own examples are made by chance.
    """
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("Otel"):
            thread.join()


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector that takes what it gets, where this process sends its spans."""
    with running_collector() as collector:
        use(monkeypatch, **collector.environment)
        yield collector


@pytest.fixture
def silent(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Collector:
    """The same, when it no longer says anything."""
    collector.answer = SILENCE
    use(monkeypatch, OTEL_EXPORTER_OTLP_TIMEOUT="2")
    monkeypatch.setattr(ours, "AT_THE_END", 0.1)
    return collector


def complaints(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["event"].startswith("traces.")]


def test_what_a_process_told_has_come_when_it_ends(collector: Collector) -> None:
    with telling_a_collector("inforex-test", wanted=True), span("outer"), span("inner"):
        pass
    inner, last = collector.spans
    assert (inner.name, last.name) == ("inner", "outer")
    assert (inner.trace_id, inner.parent_span_id) == (last.trace_id, last.span_id)
    assert collector.services == {"inforex-test"}


def test_the_environment_names_the_service_and_how_many_traces_are_told(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, OTEL_SERVICE_NAME="ours", OTEL_TRACES_SAMPLER="parentbased_always_off")
    with telling_a_collector("inforex-test", wanted=True):
        left_out = begin("left out")
        begin("left out with it", parent=left_out.traceparent).end()
        left_out.end()
        begin("taken up", parent=f"{left_out.traceparent[:-2]}01").end()
    assert collector.names == ["taken up"]
    assert collector.services == {"ours"}


def test_a_collector_that_is_away_is_told_of_once_and_then_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (nobody,) = free_ports(1)
    use(monkeypatch, OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{nobody}")
    use(monkeypatch, OTEL_EXPORTER_OTLP_TIMEOUT="0.1", OTEL_BSP_MAX_EXPORT_BATCH_SIZE="1")
    log_as_json()
    with telling_a_collector("inforex-test", wanted=True):
        for _ in range(3):
            begin("lost").end()
    tell_what_was_counted()
    first, again = complaints(capsys)
    assert first["tried"] == "to send spans to the collector"
    assert (first["trouble"], first["code"]) == ("ConnectionError", "ECONNREFUSED")
    assert (again["code"], again["again"]) == ("ECONNREFUSED", 2)


def test_a_collector_that_refuses_is_told_of_by_its_code(
    collector: Collector, capsys: pytest.CaptureFixture[str]
) -> None:
    collector.answer = HTTPStatus.UNAUTHORIZED
    log_as_json()
    with telling_a_collector("inforex-test", wanted=True):
        begin("refused").end()
    (told,) = complaints(capsys)
    assert told["code"] == "401"


def test_nothing_waits_for_a_collector_that_never_answers(silent: Collector) -> None:
    """Neither what is done while it holds the first batch, nor the end of the process."""
    with telling_a_collector("inforex-test", wanted=True):
        begin("held").end()
        assert silent.asked.wait(60)
        for _ in range(MORE_THAN_ARE_KEPT):
            begin("more than are kept").end()
    assert not silent.taken


async def test_a_page_is_served_while_the_collector_never_answers(
    app: Litestar, clock: Clock, settings: Settings, silent: Collector
) -> None:
    app.state.settings = replace(settings, traces=True)
    async with running(app):
        site = Site(app, clock, app.state.relay)
        async with site.client:
            assert (await site.get("/search")).status == HTTPStatus.OK
            assert silent.asked.wait(60)
            assert (await site.get("/search?name=見本")).status == HTTPStatus.OK


def test_settings_that_opentelemetry_cannot_use_are_told_and_leave_the_process_without_traces(
    collector: Collector, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, OTEL_BSP_MAX_QUEUE_SIZE="0")
    log_as_json()
    with telling_a_collector("inforex-test", wanted=True), span("untold"):
        assert not traceparent()
    (told,) = complaints(capsys)
    assert "max_queue_size" in told["what"]
    assert not collector.taken


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, False),
        ({ENDPOINT: "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://collector/v1/traces"}, True),
        ({ENDPOINT: "http://collector:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({ENDPOINT: "http://collector:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_there_are_traces_where_a_collector_is_named(more: dict[str, str], *, wanted: bool) -> None:
    assert Settings.from_environment({**SECRETS, **more}).traces is wanted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (ENDPOINT, "collector:4317"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://collector"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json"),
    ],
)
def test_a_collector_that_cannot_be_reached_so_is_refused_by_name(name: str, value: str) -> None:
    environment = {**SECRETS, ENDPOINT: "http://collector:4318", name: value}
    with pytest.raises(WrongSettingError, match=name):
        Settings.from_environment(environment)
