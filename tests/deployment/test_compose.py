"""The Compose file: as the specification has it, and as we promise beyond it."""

import json
import re
from pathlib import Path

import html5lib
import yaml
from jsonschema import Draft202012Validator

from embedded import postgres
from embedded.temporal import DYNAMIC_CONFIG
from rig import containers
from rig.databases import DURABLE
from rig.visitor import words
from settings import WEB_METRICS_PORT, WEB_PORT
from tests.deployment.files import COMPOSE, PROJECT, SERVICES
from web.error_texts import TOP, UNAVAILABLE

SCHEMA = Path(__file__).with_name("compose-spec.json")
REACHED_FROM_OUTSIDE = {
    "proxy": 8000,
    "temporal-ui": 8233,
    "mailpit": 8025,
    "prometheus": 9090,
    "grafana": 3000,
}
ONE_SHOTS = {"migrate", "demo", "temporal-schema", "temporal-namespace"}
OURS = {"web", "worker", "migrate", "demo"}


def test_it_keeps_to_the_compose_specification() -> None:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(COMPOSE)] == []
    assert "version" not in COMPOSE


def test_every_service_is_watched_or_runs_once() -> None:
    healthy_by_its_image = {"web"}
    for name, service in SERVICES.items():
        if name in ONE_SHOTS:
            assert service["restart"].startswith("on-failure:"), name
            assert service.get("healthcheck") == {"disable": True}, name
        else:
            assert service["restart"] == "unless-stopped", name
            assert "test" in service.get("healthcheck", {}) or name in healthy_by_its_image, name


def test_no_service_starts_processes_without_end() -> None:
    for name, service in SERVICES.items():
        assert "pids" in service["deploy"]["resources"]["limits"], name


def test_only_the_pages_are_reached_and_only_from_this_machine() -> None:
    assert COMPOSE["networks"]["back"] == {"internal": True}
    for name, service in SERVICES.items():
        if name in REACHED_FROM_OUTSIDE:
            (port,) = service["ports"]
            assert port.startswith(f"127.0.0.1:{REACHED_FROM_OUTSIDE[name]}:"), name
        else:
            assert "ports" not in service, name
            assert service["networks"] == ["back"], name


def test_web_and_worker_are_not_named_as_if_there_were_one() -> None:
    for name in ("web", "worker"):
        assert "container_name" not in SERVICES[name]


def test_secrets_come_from_files_that_git_never_sees() -> None:
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./deploy/secrets/{name}"}
    assert (PROJECT / "deploy/secrets/.gitignore").read_text().splitlines()[1:] == [
        "*",
        "!.gitignore",
    ]


def test_postgresql_is_set_up_as_the_embedded_one() -> None:
    service = SERVICES["postgres"]
    assert service["environment"]["POSTGRES_INITDB_ARGS"] == " ".join(postgres.LOCALE)
    assert set(postgres.DISCREET_LOG) <= set(service["command"])
    assert not [option for option in service["command"] if option.split("=")[0][2:] in DURABLE]


def test_temporal_is_configured_as_the_embedded_one() -> None:
    given = yaml.safe_load((PROJECT / "deploy/temporal/dynamic-config.yaml").read_text())
    assert given == {key: [{"value": value}] for key, value in DYNAMIC_CONFIG.items()}


def test_whole_stack_tests_run_on_the_same_images() -> None:
    assert SERVICES["postgres"]["image"] == containers.POSTGRES
    assert SERVICES["mailpit"]["image"] == containers.MAILPIT


def test_every_mounted_file_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert volume.endswith(":ro")
                assert (PROJECT / source).is_file(), source


def test_the_proxy_explains_as_a_page_does_where_no_web_server_is_ready() -> None:
    page = html5lib.parse(
        (PROJECT / "deploy/unavailable.html").read_text(), namespaceHTMLElements=False
    )
    said = UNAVAILABLE
    assert [words(page.find(f".//{name}")) for name in ("title", "h1", "main/p")] == [
        f"{said.title} | Inforex",
        said.title,
        said.explanation,
    ]
    assert [words(step) for step in page.iter("li")] == list(said.what_to_do)
    assert [(words(link), link.get("href")) for link in page.iter("a")] == [TOP]
    (mounted,) = [v for v in SERVICES["proxy"]["volumes"] if "unavailable" in v]
    assert f" file {mounted.split(':')[1]} " in (PROJECT / "deploy/haproxy.cfg").read_text()


def test_the_proxy_asks_the_web_servers_at_the_port_that_is_for_it_and_leads_nobody_there() -> None:
    lines = [line.strip() for line in (PROJECT / "deploy/haproxy.cfg").read_text().splitlines()]
    (servers,) = [line for line in lines if line.startswith("server-template")]
    assert f" web:{WEB_PORT} check port {WEB_METRICS_PORT} " in servers
    assert SERVICES["web"]["environment"]["WEB_METRICS_HOST"] == "0.0.0.0"  # noqa: S104 -- of a container
    assert "ports" not in SERVICES["web"]


def test_the_proxy_replaces_what_a_client_says_of_its_address() -> None:
    lines = [line.strip() for line in (PROJECT / "deploy/haproxy.cfg").read_text().splitlines()]
    assert "http-request set-header X-Forwarded-For %[src]" in lines
    assert not [line for line in lines if line.startswith("option forwardfor")]
    assert not [line for line in lines if re.match("option (http|tcp)log", line)]
