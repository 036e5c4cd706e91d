"""The install is the lock's: not the registry's of today, not what an earlier one left behind."""

import os
import re
import shutil
import signal
import stat
import subprocess
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from rig.waiting import BETWEEN_LOOKS, until
from tests.deployment.registry import Registry
from tests.deployment.set_up import PIPS, Checkout, checkout, outcome, python_with
from tests.deployment.test_image import lines

LOCKED = "leaf==1.0 middle==1.0 top==1.0"
CURRENT = PIPS[-1]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Has a newer release of all that the lock names, one of them required by an extra."""
    registry = Registry(tmp_path / "registry")
    for version in ("1.0", "1.1", "2.0"):
        registry.publish("top", version, "middle[mail]==1.*")
        registry.publish("middle", version, "leaf", extras={"mail": "leaf>=1"})
        registry.publish("leaf", version)
    return registry


@pytest.fixture
def project(tmp_path: Path, registry: Registry) -> Checkout:
    (tmp_path / "project").mkdir()
    return checkout(tmp_path / "project", registry, CURRENT)


@pytest.fixture(params=PIPS)
def of_some_pip(request: pytest.FixtureRequest, tmp_path: Path, registry: Registry) -> Checkout:
    (tmp_path / "project").mkdir()
    return checkout(tmp_path / "project", registry, request.param)


def build_step(directory: Path, registry: Registry, pip: str) -> tuple[int, str]:
    """Run the image's own step beside `app.lock`, with the environment elsewhere than in /venv."""
    (step,) = [line for line in lines("RUN") if "pip" in line]
    (directory / "bin").mkdir()
    python_with(pip, directory / "bin/python")
    environment = registry.environment()
    done = subprocess.run(  # noqa: S603 -- our own image's step
        ["sh", "-c", re.sub(r"(?<=\s)/venv\b", f"{directory}/venv", step)],  # noqa: S607
        cwd=directory,
        env=environment | {"PATH": f"{directory}/bin:{environment['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_newer_releases_change_nothing(of_some_pip: Checkout) -> None:
    of_some_pip.locks(embedded=LOCKED)
    assert of_some_pip.made("run") == LOCKED


def test_bytecode_is_there_before_the_first_start(project: Checkout) -> None:
    project.locks(embedded=LOCKED)
    project.made("run")
    compiled = cache_from_source(str(project.site_packages / "top_files/__init__.py"))
    assert Path(compiled).exists()


def test_lock_that_lacks_something_is_refused_each_time(of_some_pip: Checkout) -> None:
    of_some_pip.locks(embedded="middle==1.0 top==1.0")
    for _ in range(2):
        code, said, _ = outcome(of_some_pip.make("run"))
        assert code != 0
        assert "middle 1.0 requires leaf, which is not installed" in said


@pytest.mark.parametrize("pip", PIPS)
def test_newer_releases_change_nothing_in_the_image(
    tmp_path: Path, registry: Registry, pip: str
) -> None:
    (tmp_path / "app.lock").write_text(registry.lock(*LOCKED.split()))
    code, said = build_step(tmp_path, registry, pip)
    assert code == 0, said
    installed = {path.name for path in tmp_path.glob("venv/lib/python*/site-packages/*.dist-info")}
    assert {"leaf-1.0.dist-info", "middle-1.0.dist-info", "top-1.0.dist-info"} <= installed


@pytest.mark.parametrize("pip", PIPS)
def test_image_of_a_lock_that_lacks_something_is_not_built(
    tmp_path: Path, registry: Registry, pip: str
) -> None:
    (tmp_path / "app.lock").write_text(registry.lock("middle==1.0", "top==1.0"))
    code, said = build_step(tmp_path, registry, pip)
    assert code != 0
    assert "middle 1.0 requires leaf, which is not installed" in said


def test_server_that_runs_as_nobody_can_read_what_root_installed(project: Checkout) -> None:
    project.locks(embedded=LOCKED)
    project.made("run")
    file = project.site_packages / "leaf_files/0.txt"
    for path in (file, *file.relative_to(project.directory).parents):
        assert (project.directory / path).stat().st_mode & stat.S_IROTH


def test_what_is_whole_is_not_installed_again(project: Checkout) -> None:
    project.locks(embedded=LOCKED, dev=LOCKED)
    project.made("run")
    mark = project.site_packages / "mark"
    mark.touch()
    assert project.made("run") == LOCKED
    project.made(".venv/dev.lock")
    assert project.made("run") == LOCKED
    assert mark.exists()


async def test_install_that_was_killed_is_made_whole_by_the_next(project: Checkout) -> None:
    project.registry.publish("large", "1.0", files=10_000)
    project.locks(embedded="large==1.0")
    cut_off = project.make("run")

    async def half_there() -> bool:
        return any(project.directory.glob(".venv/lib/python*/site-packages/large_files/9.txt"))

    await until(half_there, "the first files of a package", between_looks=BETWEEN_LOOKS)
    os.killpg(cut_off.pid, signal.SIGKILL)
    outcome(cut_off)
    last = "large_files/9999.txt"
    assert not (project.site_packages / last).exists()
    assert project.made("run") == "large==1.0"
    assert (project.site_packages / last).exists()


def test_environment_that_was_only_begun_is_made_anew(project: Checkout) -> None:
    project.locks(embedded=LOCKED)
    project.made("run")
    for pip in project.site_packages.glob("pip*"):
        shutil.rmtree(pip)
    for lock in project.directory.glob(".venv/*.lock"):
        lock.unlink()
    assert project.made("run") == LOCKED


def test_nothing_is_left_of_another_checkout(project: Checkout) -> None:
    """What no lock names any more would else be in the way of what the lock names now."""
    project.registry.publish("former", "1.0", "leaf<2")
    project.locks(embedded="former==1.0 leaf==1.0")
    project.made("run")
    project.locks(embedded="leaf==2.0")
    assert project.made("run") == "leaf==2.0"


def test_tools_of_another_checkout_are_not_in_the_way_of_a_run(project: Checkout) -> None:
    project.registry.publish("tool", "1.0", "leaf<2")
    project.registry.publish("tool", "2.0", "leaf>=2")
    project.locks(embedded="leaf==1.0", dev="leaf==1.0 tool==1.0")
    project.made(".venv/dev.lock")
    assert project.made("run") == "leaf==1.0 tool==1.0"
    project.locks(embedded="leaf==2.0", dev="leaf==2.0 tool==2.0")
    assert project.made("run") == "leaf==2.0"
    project.made(".venv/dev.lock")
    assert project.made("run") == "leaf==2.0 tool==2.0"


def test_older_lock_with_an_older_date_is_seen(project: Checkout) -> None:
    project.locks(embedded="leaf==2.0")
    project.made("run")
    project.locks(embedded="leaf==1.0")
    os.utime(project.directory / "requirements/embedded.lock", (0, 0))
    assert project.made("run") == "leaf==1.0"


def test_environment_of_another_python_is_made_anew(project: Checkout) -> None:
    """As after an upgrade of the system's Python: the same program, another directory."""
    project.locks(embedded=LOCKED)
    project.made("run")
    of_the_former = project.site_packages.parent
    of_the_former.rename(of_the_former.with_name("python3.10"))
    assert project.made("run") == LOCKED


def test_environment_whose_python_is_gone_is_made_anew(project: Checkout) -> None:
    project.locks(embedded=LOCKED)
    project.made("run")
    for python in (project.directory / ".venv/bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nowhere/python3")
    assert project.made("run") == LOCKED


def test_environment_that_was_moved_is_made_anew(project: Checkout, tmp_path: Path) -> None:
    """Its programs would else run what stands, or no longer stands, where it was made."""
    project.locks(embedded=LOCKED)
    project.made("run")
    moved = project.directory.rename(tmp_path / "moved")
    there = Checkout(moved, project.registry, moved / "python")
    assert there.made("run") == LOCKED
    assert str(moved) in (moved / ".venv/bin/activate").read_text()


def test_two_at_once_wait_for_each_other(project: Checkout) -> None:
    project.locks(embedded=LOCKED, dev=LOCKED)
    both = [project.make("run"), project.make(".venv/dev.lock")]
    assert [outcome(one)[0] for one in both] == [0, 0]
    assert project.made("run") == LOCKED


def test_machine_without_a_python_that_will_do_is_told_what_to_install(project: Checkout) -> None:
    project.locks(embedded=LOCKED)
    project.python.write_text("#!/bin/sh\nexit 1\n")
    code, _, complaint = outcome(project.make("run"))
    assert code != 0
    assert "No Python 3.11, 3.12 or 3.13 with venv was found" in complaint
