"""The Compose file: as the specification has it, and as we promise beyond it."""

import json
import re
import subprocess
from pathlib import Path
from sysconfig import get_path

import html5lib
import pytest
import yaml
from jsonschema import Draft202012Validator

from embedded import postgres
from embedded.temporal import DYNAMIC_CONFIG
from rig import containers
from rig.databases import DURABLE
from rig.visitor import words
from settings import WEB_METRICS_PORT, WEB_PORT, Settings
from tests.deployment.containers import OURS
from tests.deployment.files import (
    COMPOSE,
    OWN_SETTINGS,
    PROJECT,
    SERVICES,
    environment_of_service,
    settings_in,
)
from tests.deployment.test_containers import OF_OTHERS, asked_settings
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
DECIDED_HERE: dict[str, set[str]] = {
    "web": {"WEB_HOST", "WEB_PORT", "WEB_METRICS_HOST", "WEB_METRICS_PORT", "WEB_LEAVING"},
    "worker": {"WORKER_BUILD_ID", "WORKER_METRICS_ADDRESS", "WORKER_HEALTH_ADDRESS"},
    "migrate": set(),
    "demo": set(),
}


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


def test_one_service_builds_the_image_of_all_of_ours() -> None:
    """Built by each, it would be another one each time, and growing would make all anew."""
    assert [name for name, service in SERVICES.items() if "build" in service] == ["web"]
    assert {name for name, s in SERVICES.items() if s["image"] == SERVICES["web"]["image"]} == OURS


@pytest.fixture
def secrets(tmp_path: Path) -> dict[str, str]:
    """Secrets that can be read here, by the variables that name their files."""
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef" * 4)
    return {f"{name}_FILE": str(secret) for name in ("LINK_KEYS", "CSRF_SECRET", "PGPASSWORD")}


def test_every_setting_of_an_installation_reaches_all_of_ours() -> None:
    """But for what the Compose file decides itself, because another part of it goes by that."""
    known = asked_settings() | OF_OTHERS
    own = {name: f"own {name}" for name in known}
    for name in OURS:
        differ = {
            each for each in known if environment_of_service(name, own).get(each) != own[each]
        }
        assert differ <= DECIDED_HERE[name] | {
            "PGPASSWORD_FILE",
            "LINK_KEYS_FILE",
            "CSRF_SECRET_FILE",
        }
    for path in ("deploy/inforex.example.env", "deploy/defaults.env"):
        assert set(settings_in(path)) <= known


def test_settings_of_an_installation_may_be_missing_and_stay_out_of_git() -> None:
    for name in OURS:
        *_, last = SERVICES[name]["env_file"]
        assert last == {"path": OWN_SETTINGS, "required": False}
    ignored = (PROJECT / ".gitignore").read_text().splitlines()
    assert {OWN_SETTINGS, "docker-compose.override.yml"} <= set(ignored)


def test_example_of_an_override_leads_the_worker_to_a_mail_server(secrets: dict[str, str]) -> None:
    override = yaml.safe_load((PROJECT / "deploy/override.example.yml").read_text())
    validator = Draft202012Validator(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(override)] == []
    ((name, added),) = override["services"].items()
    assert name == "worker"
    assert not {"internal"} & set(COMPOSE["networks"][added["networks"][0]])
    ((secret, file),) = override["secrets"].items()
    assert file == {"file": f"./deploy/secrets/{secret}"}
    assert added["secrets"] == [secret]
    assert added["environment"] == {"SMTP_PASSWORD_FILE": f"/run/secrets/{secret}"}
    own = settings_in("deploy/inforex.example.env")
    settings = Settings.from_environment(environment_of_service("worker", own) | secrets)
    assert (settings.smtp.host, settings.smtp.starttls) == ("smtp.example.jp", True)


def test_postgresql_is_set_up_as_the_embedded_one() -> None:
    service = SERVICES["postgres"]
    assert service["environment"]["POSTGRES_INITDB_ARGS"] == " ".join(postgres.LOCALE)
    assert set(postgres.DISCREET_LOG) <= set(service["command"])
    assert not [option for option in service["command"] if option.split("=")[0][2:] in DURABLE]


def test_temporal_is_configured_as_the_embedded_one() -> None:
    given = yaml.safe_load((PROJECT / "deploy/temporal/dynamic-config.yaml").read_text())
    assert given == {key: [{"value": value}] for key, value in DYNAMIC_CONFIG.items()}


def test_temporal_that_asks_nobody_who_they_are_is_reached_by_ours_alone() -> None:
    service = SERVICES["temporal"]
    assert service["environment"]["TEMPORAL_ALLOW_NO_AUTH"] == "true"
    assert service["networks"] == ["back"]
    assert "ports" not in service


def test_mails_outlive_the_container_that_caught_them() -> None:
    (volume,) = SERVICES["mailpit"]["volumes"]
    name, _, directory = volume.partition(":")
    assert name in COMPOSE["volumes"]
    assert Path(SERVICES["mailpit"]["environment"]["MP_DATABASE"]).parent == Path(directory)


def test_who_reads_a_secret_says_so_when_it_cannot() -> None:
    for name, service in SERVICES.items():
        if "secrets" in service and name not in OURS:
            assert service["entrypoint"][:2] == ["/bin/sh", "/entrypoint.sh"], name
            assert "./deploy/entrypoint.sh:/entrypoint.sh:ro" in service["volumes"], name


def test_whole_stack_tests_run_on_the_same_images() -> None:
    assert SERVICES["postgres"]["image"] == containers.POSTGRES
    assert SERVICES["mailpit"]["image"] == containers.MAILPIT


def test_development_server_of_the_tests_is_of_the_same_temporal() -> None:
    """The containers', and the embedded one."""
    command = Path(get_path("scripts")) / "temporal"
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 -- a program of our own
    found = re.search(r"version (\S+) \(Server (\S+), UI (\S+)\)", said.stdout)
    assert found is not None
    assert containers.TEMPORAL.partition(":")[2] == found[1]
    for name, version in (("temporal", found[2]), ("temporal-ui", found[3])):
        assert SERVICES[name]["image"].endswith(f":{version}"), name
    assert SERVICES["temporal-schema"]["image"] == SERVICES["temporal-namespace"]["image"]
    assert SERVICES["temporal-schema"]["image"].endswith(f":{found[2]}")


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
    site = (PROJECT / "deploy/haproxy.cfg").read_text().partition("\nfrontend site\n")[2]
    lines = [line.strip() for line in site.splitlines()]
    rules = [line for line in lines if line.startswith("http-request")]
    assert rules[-1] == "http-request set-header X-Forwarded-For %[src]"
    # Only where a proxy in front said so; by default there is none.
    assert {rule.split()[1] for rule in rules[:-1]} == {"replace-value", "set-src"}
    assert all(" if by_outer_proxy" in rule for rule in rules if "set-src" in rule)
    assert 'acl by_outer_proxy src -- "${OUTER_PROXIES[*]}"' in lines
    assert SERVICES["proxy"]["environment"] == {"OUTER_PROXIES": ""}
    assert not [line for line in lines if line.startswith("option forwardfor")]
    assert not [line for line in lines if re.match("option (http|tcp)log", line)]
