"""The files under test, read once."""

import re
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
