"""What the README promises to whoever follows it, in both of its languages."""

import re

import pytest

from embedded.plan import DEFAULT_PORTS
from settings import Settings, migration_database_url
from tests.deployment.environment import Environment
from tests.deployment.files import COMPOSE, PROJECT

README = (PROJECT / "README.md").read_text()
JAPANESE = (PROJECT / "README.ja.md").read_text()
SECRETS = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32}

in_both_languages = pytest.mark.parametrize("readme", [README, JAPANESE], ids=["en", "ja"])


def defaults(readme: str) -> dict[str, list[str]]:
    """What the tables give as defaults, by the variables of each row."""
    rows = re.findall(r"^\| (`[A-Z_`, ]+) \| ([^|]+) \|", readme, re.MULTILINE)
    return {variables: re.findall("`([^`]+)`", default) for variables, default in rows}


def steps(readme: str, title: str) -> list[set[str]]:
    """What each step under a title quotes, links to, or has one type."""
    section = readme.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    pieces = re.split(r"^[0-9]\. ", section.partition("\n\n![")[0], flags=re.MULTILINE)[1:]
    return [set(re.findall("「[^」]+」|<http[^>]+>|`[^`]+`", piece)) for piece in pieces]


@in_both_languages
def test_its_tables_name_every_setting_and_no_other(readme: str) -> None:
    environment = Environment(SECRETS)
    Settings.from_environment(environment)
    migration_database_url(environment)
    of_the_stack = {*DEFAULT_PORTS, "DATA_DIR", "TEMPORAL_ADDRESS"}
    named = " ".join(defaults(readme))
    assert set(re.findall("[A-Z_]+", named)) == environment.asked | of_the_stack


def test_both_languages_give_the_same_defaults() -> None:
    assert defaults(JAPANESE) == defaults(README)


def test_both_languages_walk_the_same_way() -> None:
    """The same buttons, subjects, addresses and things to type in the three minutes."""
    english, japanese = steps(README, "Three minutes"), steps(JAPANESE, "3分で試す")
    assert japanese == english
    assert len(english) == 7


def test_the_readmes_commands_for_docker_are_those_that_are_there() -> None:
    section = README.partition("\n## On Docker\n")[2].partition("\n## ")[0]
    for path in re.findall(r"deploy/[a-z_.]+\b", section):
        own = path in {"deploy/inforex.env", "deploy/secrets"}
        assert own or (PROJECT / path).exists(), path
    for service in re.findall(r"--scale ([a-z]+)=|logs ([a-z]+)", section):
        assert set(service) & set(COMPOSE["services"]), service
