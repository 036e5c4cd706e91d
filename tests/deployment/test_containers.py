"""What every container of ours keeps to, on Compose as on Kubernetes."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from settings import Settings, migration_database_url
from tests.deployment.containers import ENGINES, OURS, Container, of_compose, of_kubernetes
from tests.deployment.environment import Environment
from web.__main__ import SHUTDOWN_TIMEOUT
from worker import DRAIN, TO_STOP

# The entrypoint reads the one; Temporal's own configuration reads the others.
OF_OTHERS = {"PGPASSWORD_FILE", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"}


@pytest.fixture(params=ENGINES)
def containers(request: pytest.FixtureRequest) -> Mapping[str, Container]:
    return ENGINES[request.param]()


def asked_settings() -> set[str]:
    environment = Environment({"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32})
    Settings.from_environment(environment)
    migration_database_url(environment)
    return environment.asked


def test_every_image_names_its_exact_version(containers: Mapping[str, Container]) -> None:
    for each in containers.values():
        assert re.match(r"v?[0-9]+(\.[0-9]+){1,2}", each.image.partition(":")[2]), each.name


def test_none_has_more_rights_than_it_needs(containers: Mapping[str, Container]) -> None:
    for each in containers.values():
        assert re.fullmatch(r"[1-9][0-9]*:[1-9][0-9]*", each.user), each.name
        assert each.root_is_read_only, each.name
        assert each.excess == set(), each.name


def test_every_one_has_limits(containers: Mapping[str, Container]) -> None:
    for each in containers.values():
        assert {"memory"} < each.limits, each.name
        assert {"cpu", "cpus"} & each.limits, each.name


def test_secrets_come_from_files_that_are_there(containers: Mapping[str, Container]) -> None:
    for each in containers.values():
        for variable, value in each.environment.items():
            if re.search("SECRET|PASSWORD|PWD|KEY|TOKEN", variable):
                assert variable.endswith("_FILE"), (each.name, variable)
                assert value == "" or value in each.secrets, (each.name, variable)


def test_the_owners_password_is_with_the_migration_alone(
    containers: Mapping[str, Container],
) -> None:
    having = {each.name for each in containers.values() if "inforex_owner" in str(each.secrets)}
    # PostgreSQL's own container makes the role.
    assert having - {"postgres"} == {"migrate"}


def test_our_programs_get_only_settings_they_know(
    containers: Mapping[str, Container], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef" * 4)
    for name in OURS & set(containers):
        given = containers[name].environment
        files = {
            variable: str(secret)
            for variable, value in given.items()
            if variable.endswith("_FILE") and value
        }
        environment = Environment({**given, **files})
        Settings.from_environment(environment)
        migration_database_url(environment)
        assert set(given) - OF_OTHERS <= environment.asked, name


def test_web_and_worker_run_in_several_processes(containers: Mapping[str, Container]) -> None:
    for name in ("web", "worker"):
        assert containers[name].at_least > 1


def test_whoever_is_stopped_may_finish_what_was_begun(containers: Mapping[str, Container]) -> None:
    assert containers["web"].seconds_to_end > SHUTDOWN_TIMEOUT
    assert containers["worker"].seconds_to_end > (DRAIN + TO_STOP).total_seconds()


def test_the_worker_is_asked_where_it_answers(containers: Mapping[str, Container]) -> None:
    address = containers["worker"].environment["WORKER_HEALTH_ADDRESS"]
    assert containers["worker"].asked
    assert {where.partition("/")[0] for where in containers["worker"].asked} == {address}


def test_all_engines_run_the_same_image_as_the_same_user() -> None:
    ours = [each for engine in ENGINES.values() for each in engine().values() if each.name in OURS]
    assert len({(each.image, each.user) for each in ours}) == 1
    assert {"web", "worker", "migrate"} <= set(of_compose()) & set(of_kubernetes())


def test_every_setting_reaches_web_and_worker_on_kubernetes() -> None:
    settings = asked_settings()
    secret = {name for name in settings if f"{name}_FILE" in settings}
    for name in ("web", "worker"):
        given = of_kubernetes()[name].environment
        assert settings - secret - set(given) == set(), name
        assert secret & set(given) == set(), name
