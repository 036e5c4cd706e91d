from collections.abc import Awaitable, Callable

import pytest

from inforex.application_acts import At
from inforex.applications import run
from inforex.arguments import parse
from inforex.screen import Screen
from rig.applications import Applications, now
from settings import Settings

ENVIRONMENT = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32}

Type = Callable[..., Awaitable[str]]


@pytest.fixture
async def applications(pool: str, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    return Applications(settings)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Types a command after `inforex applications` in a wide terminal; gives what it printed."""
    monkeypatch.setenv("COLUMNS", "200")

    async def type_in(*arguments: str) -> str:
        typed = parse(["applications", *arguments])
        await run(typed.understand(typed), Screen(), At(now(), ENVIRONMENT))
        return capsys.readouterr().out

    return type_in
