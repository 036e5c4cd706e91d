"""What watches over the product: alerts, pictures, and the series that they ask for."""

import json
import re
from typing import Any

import yaml

from tests.deployment.files import PROJECT

OBSERVE = PROJECT / "deploy/observe"
RULES = OBSERVE / "alerts.yml"

ALERTS: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml.safe_load(RULES.read_text())["groups"]
    for rule in group["rules"]
}
PANELS: list[dict[str, Any]] = json.loads((OBSERVE / "grafana/inforex.json").read_text())["panels"]
PICTURED: list[str] = [target["expr"] for panel in PANELS for target in panel.get("targets", ())]

_QUOTED = re.compile(r'"[^"]*"')
_NAME = re.compile(r"\b(?:inforex|temporal)_\w+")


def series_asked_for() -> set[str]:
    """The names of all series of ours and of the SDK that the alerts and pictures use."""
    expressions = [*(rule["expr"] for rule in ALERTS.values()), *PICTURED]
    return {name for each in expressions for name in _NAME.findall(_QUOTED.sub("", each))}
