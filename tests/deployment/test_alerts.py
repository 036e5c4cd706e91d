"""Alerts, pictures, what is measured and what the guide says of it: each knows the others."""

import re
import subprocess
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from relay.schedules import SCHEDULES, late_after
from settings import WEB_METRICS_PORT
from tests.deployment.files import PROJECT, SERVICES
from tests.deployment.observing import ALERTS, OBSERVE, PANELS, PICTURED, RULES
from tests.promtool_setup import find_promtool, unpack_promtool
from web.health import PRODUCT_METRICS

UNIT_TESTS = sorted(Path(__file__).parent.glob("alerts_*test.yml"))
GUIDE = (PROJECT / "docs/operations.md").read_text()


@pytest.fixture(scope="module")
def promtool() -> Path:
    found = find_promtool() or unpack_promtool()
    assert found is not None, "make promtool says how to get one"
    return found


def passes(promtool: Path, *arguments: object) -> None:
    done = subprocess.run(  # noqa: S603 -- found by ourselves
        [promtool, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_its_configuration_and_the_rules(promtool: Path, tmp_path: Path) -> None:
    config = (OBSERVE / "prometheus.yml").read_text()
    (tmp_path / "prometheus.yml").write_text(config.replace("/etc/prometheus", str(OBSERVE)))
    passes(promtool, "check", "config", tmp_path / "prometheus.yml")
    passes(promtool, "check", "rules", "--lint-fatal", RULES)


def test_every_alert_fires_when_it_should_and_is_silent_when_not(promtool: Path) -> None:
    passes(promtool, "test", "rules", *UNIT_TESTS)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_is_late_when_doctor_says_so(promtool: Path, tmp_path: Path, name: str) -> None:
    """After as long as relay/schedules.py says, and ten minutes more."""
    late_at_start = -late_after(SCHEDULES[name]) // timedelta(seconds=1)
    ran = f'inforex_schedule_last_run_timestamp_seconds{{schedule="{name}"}}'
    firing = 'count(ALERTS{alertname="InforexScheduleLate", alertstate="firing"})'
    test = {
        "interval": "1m",
        "input_series": [{"series": ran, "values": f"{late_at_start}x11"}],
        "promql_expr_test": [
            {"expr": firing, "eval_time": "10m", "exp_samples": []},
            {"expr": firing, "eval_time": "11m", "exp_samples": [{"labels": "{}", "value": 1}]},
        ],
    }
    (tmp_path / "late.yml").write_text(
        yaml.safe_dump({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [test]})
    )
    passes(promtool, "test", "rules", tmp_path / "late.yml")


def test_every_alert_has_a_test_that_it_fires_and_one_that_it_is_silent() -> None:
    expected = defaultdict(set)
    for test in (test for file in UNIT_TESTS for test in yaml.safe_load(file.read_text())["tests"]):
        for case in test["alert_rule_test"]:
            expected[case["alertname"]].add(bool(case["exp_alerts"]))
            fires = "fires" if case["exp_alerts"] else "is silent"
            assert test["name"].startswith(f"{case['alertname']} {fires}: ")
    assert expected == {name: {True, False} for name in ALERTS}


def test_every_alert_is_explained_in_the_guide_and_none_that_is_not_there() -> None:
    """What it means, what to look at, what to do: under its own name, so that links lead there."""
    chapter = GUIDE.partition("\n## Alerts\n")[2].partition("\n## ")[0]
    sections = re.split(r"^### ", chapter, flags=re.MULTILINE)
    explained = dict(each.split("\n", 1) for each in sections[1:])
    assert [*explained] == [*ALERTS]
    for name, text in explained.items():
        for part in ("**Means**", "**Look**", "**Do**"):
            assert text.count(part) == 1, (name, part)


def test_every_alert_says_who_is_to_hear_of_it_and_in_one_line_why() -> None:
    for name, rule in ALERTS.items():
        assert rule["labels"]["severity"] in {"page", "ticket"}, name
        assert rule["annotations"].keys() == {"summary"}, name


def test_every_picture_asks_what_prometheus_can_answer(promtool: Path, tmp_path: Path) -> None:
    asked = [each.replace("$__rate_interval", "5m") for each in PICTURED]
    rules = [{"record": f"picture:{n}", "expr": each} for n, each in enumerate(asked)]
    (tmp_path / "pictures.yml").write_text(
        yaml.safe_dump({"groups": [{"name": "pictures", "rules": rules}]})
    )
    passes(promtool, "check", "rules", tmp_path / "pictures.yml")
    for panel in PANELS:
        assert panel["title"]
        assert panel["type"] in {"row", "alertlist"} or panel["targets"]
        for target in panel.get("targets", ()):
            assert target["datasource"] == {"type": "prometheus", "uid": "inforex"}


def test_prometheus_asks_the_services_there_are_where_they_tell() -> None:
    jobs = {
        job["job_name"]: job
        for job in yaml.safe_load((OBSERVE / "prometheus.yml").read_text())["scrape_configs"]
    }
    (product,) = jobs["inforex-product"]["static_configs"]
    assert product["targets"] == [f"web:{WEB_METRICS_PORT}"]
    assert jobs["inforex-product"]["metrics_path"] == PRODUCT_METRICS
    (webs,) = jobs["inforex-web"]["dns_sd_configs"]
    (workers,) = jobs["inforex-worker"]["dns_sd_configs"]
    assert (webs["names"], webs["port"]) == (["web"], WEB_METRICS_PORT)
    address = SERVICES["worker"]["environment"]["WORKER_METRICS_ADDRESS"]
    assert (workers["names"], f"0.0.0.0:{workers['port']}") == (["worker"], address)
    asked = {job for each in ALERTS.values() for job in re.findall('job="([^"]+)"', each["expr"])}
    assert asked == jobs.keys()


def test_grafana_shows_what_prometheus_has_and_nobody_can_change_it() -> None:
    (source,) = yaml.safe_load((OBSERVE / "grafana/datasource.yml").read_text())["datasources"]
    assert source["url"] == "http://prometheus:9090"
    assert (source["uid"], source["editable"]) == ("inforex", False)
    grafana = SERVICES["grafana"]
    assert grafana["profiles"] == SERVICES["prometheus"]["profiles"] == ["observe"]
    mounted = [volume.split(":")[1] for volume in grafana["volumes"]]
    environment = grafana["environment"]
    assert environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"] in mounted
    assert environment["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
    for way_in in ("GF_AUTH_BASIC_ENABLED", "GF_AUTH_DISABLE_LOGIN_FORM"):
        assert environment[way_in] == str(way_in.endswith("FORM")).lower()
    assert environment["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
