"""The files under test, read once."""

from pathlib import Path
from typing import Any

import yaml

from rig.compose.file import filled

PROJECT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = filled(yaml.safe_load((PROJECT / "docker-compose.yml").read_text()), {})
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
