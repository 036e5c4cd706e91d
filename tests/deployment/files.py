"""The files under test, read once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from rig.compose.file import filled, settings_of

PROJECT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = filled(yaml.safe_load((PROJECT / "docker-compose.yml").read_text()), {})
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OWN_SETTINGS = "deploy/inforex.env"


def settings_in(path: str) -> dict[str, str]:
    """What a file of settings says, with the default of every variable in it."""
    return settings_of(PROJECT / path, {})


def environment_of_service(service: str, own: Mapping[str, str]) -> dict[str, str]:
    """What a service of the Compose file has, where an installation sets `own`."""
    environment: dict[str, str] = {}
    for each in SERVICES[service].get("env_file", ()):
        path = each if isinstance(each, str) else each["path"]
        environment |= own if path == OWN_SETTINGS else settings_in(path)
    decided: dict[str, str] = SERVICES[service].get("environment", {})
    return environment | decided
