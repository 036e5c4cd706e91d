"""A process is killed, or frozen, with all that it has started."""

import subprocess
from collections.abc import Iterator

import psutil
import pytest

from rig.processes import family, frozen_family, kill_family
from rig.waiting import until


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[bytes]]:
    """A shell that has started another process, and waits for it."""
    command = ["/bin/sh", "-c", "sleep 600 & echo started; wait"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 -- words of ours
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        yield process
        kill_family(process.pid)


def test_the_parent_is_the_first_of_a_family(parent: subprocess.Popen[bytes]) -> None:
    shell, sleep = family(parent.pid)
    assert (shell.pid, sleep.ppid()) == (parent.pid, parent.pid)


def test_nobody_of_a_family_survives(parent: subprocess.Popen[bytes]) -> None:
    members = family(parent.pid)
    kill_family(parent.pid)
    _, alive = psutil.wait_procs(members, timeout=10)
    assert alive == []
    assert family(parent.pid) == []
    kill_family(parent.pid)


async def test_a_family_is_frozen_while_the_block_lasts(parent: subprocess.Popen[bytes]) -> None:
    members = family(parent.pid)

    async def all_stopped() -> bool:
        return {each.status() for each in members} == {psutil.STATUS_STOPPED}

    async def none_stopped() -> bool:
        return psutil.STATUS_STOPPED not in {each.status() for each in members}

    with frozen_family(parent.pid):
        await until(all_stopped, "a family that is frozen")
    await until(none_stopped, "a family that goes on")
