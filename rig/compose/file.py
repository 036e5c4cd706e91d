"""The Compose file as Docker reads it, with what `.env` and the environment put into it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

Service = Mapping[str, Any]

_VARIABLE = re.compile(r"\$\{([A-Z_]+):-([^${}]*)\}")
_SET = re.compile(r"^([A-Z_]+)=(.*)$", re.MULTILINE)


def services(directory: Path, environment: Mapping[str, str]) -> dict[str, Service]:
    """The services of the Compose file in a directory; the environment counts before `.env`.

    What their files of settings say is in their environment.
    """
    dotenv = directory / ".env"
    beside = dict(_SET.findall(dotenv.read_text())) if dotenv.exists() else {}
    variables = {**beside, **environment}
    found = yaml.safe_load((directory / "docker-compose.yml").read_text())["services"]
    named: dict[str, dict[str, Any]] = filled(found, variables)
    for service in named.values():
        of_files: dict[str, str] = {}
        for each in service.get("env_file", ()):
            file = directory / (each if isinstance(each, str) else each["path"])
            if isinstance(each, str) or file.exists():
                of_files |= settings_of(file, variables)
        service["environment"] = {**of_files, **service.get("environment", {})}
    return {**named}


def settings_of(file: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """What a file of settings says, with the variables in it, or their defaults."""
    lines: list[str] = filled(file.read_text().splitlines(), variables)
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def filled(found: Any, variables: Mapping[str, str]) -> Any:
    """Put variables into every text, the innermost first, then undouble what is quoted."""
    if isinstance(found, dict):
        return {name: filled(each, variables) for name, each in found.items()}
    if isinstance(found, list):
        return [filled(each, variables) for each in found]
    if not isinstance(found, str):
        return found
    while _VARIABLE.search(found):
        found = _VARIABLE.sub(lambda each: variables.get(each[1]) or each[2], found)
    return found.replace("$$", "$")
