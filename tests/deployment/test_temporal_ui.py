"""Where the console finds the pages of workflows."""

from pathlib import Path

import pytest

from embedded.plan import Plan
from settings import Settings, WrongSettingError
from stack import site

SECRETS = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32}


def ui(**environment: str) -> str | None:
    return Settings.from_environment({**SECRETS, **environment}).temporal_ui


def test_without_the_setting_there_is_none() -> None:
    assert ui() is None


def test_workflows_are_found_by_namespace() -> None:
    pages = "https://temporal.example/namespaces/{}/workflows"
    assert ui(TEMPORAL_UI_URL="https://temporal.example/") == pages.format("default")
    assert ui(
        TEMPORAL_UI_URL="https://temporal.example", TEMPORAL_NAMESPACE="inforex.a1b2c"
    ) == pages.format("inforex.a1b2c")


def test_what_is_no_address_stops_the_start() -> None:
    with pytest.raises(WrongSettingError, match=r"TEMPORAL_UI_URL.*https://temporal\.example"):
        ui(TEMPORAL_UI_URL="temporal.example")


def test_the_stack_links_to_its_own_ui_alone(tmp_path: Path) -> None:
    environment = {"DATA_DIR": str(tmp_path), "TEMPORAL_UI_PORT": "18233"}
    own = site(Plan.from_environment(environment), environment)
    assert own["TEMPORAL_UI_URL"] == "http://localhost:18233"
    environment["TEMPORAL_ADDRESS"] = "temporal.example:7233"
    assert "TEMPORAL_UI_URL" not in site(Plan.from_environment(environment), environment)
