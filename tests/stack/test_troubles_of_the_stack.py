"""What keeps the stack from running: one message that says what to do, and nothing left behind."""

import asyncio
import json
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import stack
from embedded import ports
from embedded.child import StackError
from embedded.plan import DEFAULT_PORTS
from embedded.screen import Screen
from tests.stack.conftest import StackProcess
from tests.stack.stand_ins import FIRST_PASSWORD
from tests.stack.whole_stack import commands

# With these named, the stack starts none of its own servers, only the programs.
ELSEWHERE = {
    "DATABASE_URL": "postgresql://someone@elsewhere.example/inforex",
    "TEMPORAL_ADDRESS": "elsewhere.example:7233",
    "SMTP_HOST": "elsewhere.example",
}


class ListeningScreen(Screen):
    """Knows when everything runs."""

    def __init__(self) -> None:
        super().__init__()
        self.everything_runs = asyncio.Event()

    def show(self, places: Mapping[str, str]) -> None:
        super().show(places)
        self.everything_runs.set()


@pytest.fixture
def taken_port() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "PATIENCE", 0)


def number(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


async def message_of_failure(environment: dict[str, str], **roles: str) -> str:
    messages: list[str] = []
    try:
        await stack.run(environment, commands(**roles), Screen())
    except* StackError as failures:
        messages += map(str, failures.exceptions)
    assert len(messages) == 1
    return messages[0]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("variable", DEFAULT_PORTS)
async def test_taken_port_is_named_by_its_variable(
    environment: dict[str, str], taken_port: socket.socket, variable: str
) -> None:
    message = await message_of_failure(environment | {variable: str(number(taken_port))})
    assert f"{variable} is {number(taken_port)}, but that port cannot be used" in message
    assert f"make run {variable}=" in message


async def test_port_that_is_just_coming_free_is_waited_for(taken_port: socket.socket) -> None:
    waiting = asyncio.create_task(ports.require_free({"WEB_PORT": number(taken_port)}))
    await asyncio.wait({waiting}, timeout=0.2)
    assert not waiting.done()
    taken_port.close()
    await waiting


@pytest.mark.usefixtures("impatient")
async def test_one_port_for_two_servers_is_refused(environment: dict[str, str]) -> None:
    message = await message_of_failure(environment | {"INBOX_PORT": environment["WEB_PORT"]})
    assert f"INBOX_PORT is {environment['WEB_PORT']}" in message


@pytest.mark.parametrize("value", ["0", "65536", "80a", "８０００", "-1"])
async def test_port_that_is_no_port_is_refused(environment: dict[str, str], value: str) -> None:
    message = await message_of_failure(environment | {"SMTP_PORT": value})
    assert message == f"SMTP_PORT is {value!r}; give a port number such as 1025."


def test_data_directory_that_cannot_be_written_is_named(
    process: StackProcess, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    process.environment["DATA_DIR"] = str(tmp_path / "file" / "data")
    assert process.fail() == 1
    assert f"DATA_DIR is {process.data}, which cannot be written" in process.said
    assert "make run DATA_DIR=" in process.said


@pytest.mark.parametrize(
    ("role", "name"), [("migrate", "Migrations"), ("worker", "Worker"), ("web", "Web")]
)
async def test_program_that_dies_is_shown_with_its_last_words(
    environment: dict[str, str], data: Path, role: str, name: str
) -> None:
    message = await message_of_failure(environment | ELSEWHERE, **{role: "die"})
    assert message.splitlines() == [
        f"{name} ended unexpectedly (exit code 1).",
        f"The last lines of {data}/logs/{role}.log:",
        "  cannot go on",
    ]


async def test_first_password_is_shown_though_the_start_fails_later(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    await message_of_failure(environment | ELSEWHERE, web="die")
    assert FIRST_PASSWORD in capsys.readouterr().out


def test_server_that_dies_later_stops_the_stack(process: StackProcess) -> None:
    process.start()
    assert process.die_by_child("temporal") == 1
    assert "Temporal ended unexpectedly (signal SIGKILL)." in process.said
    assert f"The last lines of {process.data}/logs/temporal.log:" in process.said
    assert process.survivors() == []


async def test_servers_that_the_environment_names_are_used(
    environment: dict[str, str], data: Path
) -> None:
    screen = ListeningScreen()
    running = asyncio.create_task(stack.run(environment | ELSEWHERE, commands(), screen))
    await asyncio.wait_for(screen.everything_runs.wait(), 30)
    running.cancel()
    await asyncio.wait({running})
    settings = json.loads((data / "environment.json").read_text())
    assert settings.items() >= ELSEWHERE.items()
    assert not (data / "postgres").exists()
    assert not (data / "temporal.sqlite").exists()
    assert not (data / "inbox").exists()
