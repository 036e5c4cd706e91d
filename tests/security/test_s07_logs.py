"""Nothing secret or personal is logged, counted or handed on (security.md S07)."""

import json

import pytest

from rig.applications import APPLICANT, CONTACT, PASSWORD, Applications
from rig.site import Site
from tests.web.walk import FILLED, fill, give_address, to_form, to_mail_address

FAILING = "/search?name=秘密食品"


async def test_s07_whole_walk_leaves_nothing_personal_in_logs_and_metrics(
    site: Site, applications: Applications, capsys: pytest.CaptureFixture[str]
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
    assert "/apply/{token}/form" in log
    assert "/apply/{token}/form" in metrics


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
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
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
