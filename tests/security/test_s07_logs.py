"""Nothing secret or personal is logged, counted or handed on (security.md S07)."""

import json
from collections.abc import Iterator

import pytest

from rig.applications import APPLICANT, CONTACT, PASSWORD, Applications
from rig.site import Site
from rig.spans import Spans, recorded_spans, trace_of
from tests.web.walk import FILLED, fill, give_address, to_form, to_mail_address
from tracing.spans import ERROR, REQUEST

FAILING = "/search?name=秘密食品"


@pytest.fixture
def spans() -> Iterator[Spans]:
    with recorded_spans() as spans:
        yield spans


async def test_s07_whole_walk_leaves_nothing_personal_in_logs_metrics_and_spans(
    site: Site, applications: Applications, capsys: pytest.CaptureFixture[str], spans: Spans
) -> None:
    await give_address(site, await to_mail_address(site), "sato@himitsu.example")
    form, link = await to_form(site, applications)
    check = await fill(site, await fill(site, form, 氏名=""))
    await site.press(check, "申請する")
    await site.post(f"{link}/form", FILLED)
    await site.get(f"{link}x")
    log = capsys.readouterr().out
    metrics = (await site.metrics.get("/metrics")).text
    metrics += (await site.metrics.get("/metrics/product")).text
    token = link.removeprefix("/apply/")
    secrets = [token, PASSWORD, APPLICANT, CONTACT, "himitsu", *FILLED.values()]
    for secret in secrets:
        if len(secret) > 3:
            assert secret not in log
            assert secret not in metrics
            assert secret not in spans.text
    assert "/apply/{token}/form" in log
    assert "/apply/{token}/form" in metrics
    assert "/apply/{token}/form" in spans.text


async def test_s07_every_log_line_is_json_with_route_status_and_time(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    await site.get("/search?name=見本")
    await site.get("/nothing/here")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [(each["method"], each["route"], each["status"]) for each in requests] == [
        ("GET", "/search", 200),
        ("GET", "none", 404),
    ]
    assert all(each["ms"] >= 0 and len(each["request_id"]) == 8 for each in requests)


async def test_s07_failure_is_logged_without_its_text(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, spans: Spans
) -> None:
    async def fail(name: str) -> None:
        raise ValueError(f"Failing row contains ({name})")

    monkeypatch.setattr("web.applicant.search.search_companies", fail)
    page = await site.get(FAILING)
    assert page.status == 500
    log = capsys.readouterr().out
    assert "秘密食品" not in log
    failure = next(json.loads(line) for line in log.splitlines() if "failure" in line)
    assert failure["error"] == "builtins.ValueError"
    assert failure["request_id"] in page.text
    assert any("test_s07_logs.py" in frame for frame in failure["where"])
    (span,) = spans.named("GET /search")
    assert (span.attributes or {})[ERROR] == "ValueError"
    assert (span.attributes or {})[REQUEST] == failure["request_id"]
    assert failure["trace"] == trace_of(span)
    assert failure["request_id"] == trace_of(span)[:8].upper()
    assert "秘密食品" not in spans.text


async def test_s07_whoever_asks_chooses_neither_trace_nor_number(site: Site, spans: Spans) -> None:
    """Nor what a span is called: a method can be anything."""
    chosen = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    await site.client.request("sato@himitsu", "/search", headers={"traceparent": chosen})
    (span,) = spans.all
    assert span.parent is None
    assert not chosen.startswith(trace_of(span)[:8], 3)
    assert "himitsu" not in spans.text.lower()
