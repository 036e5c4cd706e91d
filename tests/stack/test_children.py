"""A child of the stack: what is kept of it, and how it ends."""

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from embedded.child import LARGEST_LOG, Child, StackError
from embedded.data_directory import occupy
from rig.servers import Run

STUBBORN = """
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
helper = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(helper.pid, flush=True)
signal.pause()
"""

POLITE = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("goodbye")))
print("hello", flush=True)
signal.pause()
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "example.log"


@pytest.fixture
def run() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


def python(program: str, log: Path) -> Child:
    """A child that is ready once it has said its first line."""

    async def ready() -> bool:
        return has_spoken(log)

    command = (sys.executable, "-c", program)
    return Child(name="Example", command=command, log=log, ready=ready)


def has_spoken(log: Path) -> bool:
    return log.read_text().endswith("\n")


def test_stubborn_child_is_killed_with_its_own_children(log: Path, run: Run) -> None:
    child = python(STUBBORN, log)
    child.grace = 0.1
    run(child.start())
    helper = psutil.Process(int(log.read_text()))
    run(child.stop())
    _, alive = psutil.wait_procs([helper], timeout=10)
    assert alive == []


def test_child_that_gets_the_signal_may_finish_its_work(log: Path, run: Run) -> None:
    child = python(POLITE, log)
    run(child.start())
    run(child.stop())
    assert log.read_text() == "hello\ngoodbye\n"


def test_child_that_is_late_is_named(log: Path, run: Run) -> None:
    child = python("import signal; signal.pause()", log)
    child.ready_within = 0.1
    with pytest.raises(StackError, match="Example is not ready after 0 s"):
        run(child.start())
    run(child.stop())


def test_printed_words_are_given_and_not_logged(log: Path, run: Run) -> None:
    program = "import sys; print('first password'); print('a warning', file=sys.stderr)"
    assert run(python(program, log).run()) == "first password\n"
    assert log.read_text() == "a warning\n"


def test_large_log_is_moved_aside(log: Path, run: Run) -> None:
    log.write_bytes(b"x" * (LARGEST_LOG + 1))
    run(python("import sys; print('new', file=sys.stderr)", log).run())
    assert log.read_text() == "new\n"
    assert log.with_suffix(".1.log").stat().st_size == LARGEST_LOG + 1


def test_child_does_not_hear_our_ctrl_c(log: Path, run: Run) -> None:
    program = "import os, signal; print(os.getsid(0), flush=True); signal.pause()"
    child = python(program, log)
    run(child.start())
    assert int(log.read_text()) != os.getsid(0)
    run(child.stop())


def test_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    with occupy(tmp_path / "data") as data:
        file = data.secret("link_keys")
        first = file.read_text()
        assert data.secret("link_keys").read_text() == first
        assert data.secret("csrf_secret").read_text() != first
    assert len(first) == 64
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
