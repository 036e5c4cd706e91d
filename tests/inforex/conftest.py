from collections.abc import Awaitable, Callable, Iterator, Mapping

import pytest

from inforex.command import At
from inforex.commands import parse
from inforex.language import speak
from rig.applications import Applications, now
from settings import Settings

ENVIRONMENT = {"LINK_KEYS": "k" * 32, "CSRF_SECRET": "s" * 32}

Type = Callable[..., Awaitable[str]]


@pytest.fixture(autouse=True)
def _in_japanese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "ja")
    monkeypatch.setenv("COLUMNS", "200")
    speak("ja")
    yield
    speak("ja")


async def done(*arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Do what is typed after `inforex` on the database that is open."""
    work = parse(arguments)(At(now(), environment or {}))
    assert work is not None
    await work


@pytest.fixture
async def applications(pool: str, settings: Settings) -> Applications:  # noqa: ARG001 -- it opens the database
    return Applications(settings)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Types a command after `inforex applications` in a wide terminal; gives what it printed."""
    monkeypatch.setenv("COLUMNS", "200")

    async def type_in(*arguments: str) -> str:
        await done("applications", *arguments, environment=ENVIRONMENT)
        return capsys.readouterr().out

    return type_in
