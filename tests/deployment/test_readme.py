"""What the README promises to whoever follows it."""

import re

from embedded.plan import DEFAULT_PORTS
from settings import Settings, migration_database_url
from tests.deployment.environment import Environment
from tests.deployment.files import COMPOSE, PROJECT

README = (PROJECT / "README.md").read_text()
SECRETS = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32}


def test_its_tables_name_every_setting_and_no_other() -> None:
    environment = Environment(SECRETS)
    Settings.from_environment(environment)
    migration_database_url(environment)
    of_the_stack = {*DEFAULT_PORTS, "DATA_DIR", "TEMPORAL_ADDRESS"}
    named = re.findall(r"^\| (`[A-Z_`, ]+) \|", README, re.MULTILINE)
    assert set(re.findall("[A-Z_]+", " ".join(named))) == environment.asked | of_the_stack


def test_the_readme_makes_exactly_the_secrets_that_are_needed() -> None:
    made = re.search(r"for name in ([a-z_ ]+); do", README)
    assert made is not None
    assert set(made[1].split()) == set(COMPOSE["secrets"])
