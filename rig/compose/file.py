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
    """The services of the Compose file in a directory; the environment counts before `.env`."""
    dotenv = directory / ".env"
    beside = dict(_SET.findall(dotenv.read_text())) if dotenv.exists() else {}
    found = yaml.safe_load((directory / "docker-compose.yml").read_text())["services"]
    them: dict[str, Service] = filled(found, {**beside, **environment})
    return them


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
