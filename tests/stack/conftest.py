"""A whole stack as its own process, with stand-ins for the worker and the web server."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from embedded.plan import DEFAULT_PORTS
from rig.servers import free_ports, scratch_directory

PROJECT = Path(__file__).parents[2]
WHOLE_STACK = Path(__file__).with_name("whole_stack.py")
LAST_LINE = "Ctrl-C stops everything"


@dataclass
class StackProcess:
    """Started, stopped, killed like `make run`; `said` is all it printed."""

    environment: dict[str, str]
    said: str = ""
    program: Path = WHOLE_STACK
    _process: "subprocess.Popen[str] | None" = field(default=None, init=False)
    _family: list[psutil.Process] = field(default_factory=list, init=False)

    @property
    def data(self) -> Path:
        return Path(self.environment["DATA_DIR"])

    @property
    def settings(self) -> dict[str, str]:
        """The environment that our own programs got."""
        return dict(json.loads((self.data / "environment.json").read_text()))

    def start(self) -> None:
        """Start it and return when it says that everything runs."""
        process = self._launch()
        self.says(LAST_LINE)
        self._family = psutil.Process(process.pid).children(recursive=True)

    def says(self, words: str) -> str:
        """Wait until it prints a line with these words, and give that."""
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said += line
            if words in line:
                return line
        self._end_of(self._process)
        pytest.fail(f"the stack did not say {words!r}:\n{self.said}")

    def fail(self) -> int:
        """Start it and give its exit code when it ends by itself."""
        return self._end_of(self._launch())

    def signal(self, number: int) -> int:
        """Send the signal and give the exit code, once it has ended."""
        assert self._process is not None
        self._process.send_signal(number)
        return self._end_of(self._process)

    def die_by_child(self, name: str) -> int:
        """Kill the child of that name and give the exit code of the stack, once it has ended."""
        assert self._process is not None
        next(child for child in self._family if child.name() == name).kill()
        return self._end_of(self._process)

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def listening_addresses(self) -> set[tuple[str, int]]:
        """Host and port of every TCP socket on which one of its processes waits."""
        return {
            (connection.laddr.ip, connection.laddr.port)
            for member in self._family
            for connection in member.net_connections(kind="tcp")
            if connection.status == psutil.CONN_LISTEN
        }

    def survivors(self) -> list[psutil.Process]:
        """Its processes that still run after a moment; there were some while it ran."""
        assert self._family
        _, alive = psutil.wait_procs(self._family, timeout=10)
        return list(alive)

    def kill(self) -> None:
        if self.runs():
            self.signal(signal.SIGKILL)

    def _launch(self) -> "subprocess.Popen[str]":
        self._process = subprocess.Popen(  # noqa: S603 - a program of ours
            [sys.executable, str(self.program)],
            cwd=PROJECT,
            env=self.environment | {"PYTHONPATH": str(PROJECT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self._process

    def _end_of(self, process: "subprocess.Popen[str]") -> int:
        output, _ = process.communicate(timeout=60)
        self.said += output
        return process.returncode


def environment_for(data: Path) -> dict[str, str]:
    """A machine's environment with a directory and ports of its own, and nothing else of ours."""
    ports = dict(zip(DEFAULT_PORTS, map(str, free_ports(len(DEFAULT_PORTS))), strict=True))
    return {"PATH": os.environ["PATH"], "DATA_DIR": str(data), **ports}


@pytest.fixture
def data() -> Iterator[Path]:
    with scratch_directory() as directory:
        yield directory / "data"


@pytest.fixture
def environment(data: Path) -> dict[str, str]:
    return environment_for(data)


@pytest.fixture
def process(environment: dict[str, str]) -> Iterator[StackProcess]:
    process = StackProcess(environment)
    yield process
    process.kill()


@pytest.fixture(scope="module")
def running() -> Iterator[StackProcess]:
    """A stack that the tests of a module share and leave as it is."""
    with scratch_directory() as directory:
        process = StackProcess(environment_for(directory / "data"))
        process.start()
        yield process
        process.kill()
