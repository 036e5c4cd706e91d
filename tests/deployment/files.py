"""The files under test, read once."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[2]
_DEFAULT = re.compile(r"\$\{[A-Z_]+:-([^${}]*)\}")


def _resolved(text: str) -> str:
    """Put in the default of every variable, innermost first, then undouble what is quoted."""
    while _DEFAULT.search(text):
        text = _DEFAULT.sub(r"\1", text)
    return text.replace("$$", "$")


COMPOSE: dict[str, Any] = yaml.safe_load(_resolved((PROJECT / "docker-compose.yml").read_text()))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OWN_SETTINGS = "deploy/inforex.env"


def settings_in(path: str) -> dict[str, str]:
    """What a file of settings says, with the default of every variable in it."""
    lines = _resolved((PROJECT / path).read_text()).splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def environment_of_service(service: str, own: Mapping[str, str]) -> dict[str, str]:
    """What a service of the Compose file has, where an installation sets `own`."""
    environment: dict[str, str] = {}
    for each in SERVICES[service].get("env_file", ()):
        path = each if isinstance(each, str) else each["path"]
        environment |= own if path == OWN_SETTINGS else settings_in(path)
    decided: dict[str, str] = SERVICES[service].get("environment", {})
    return environment | decided
