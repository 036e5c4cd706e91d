"""`inforex` as an installed script: the same from any directory, whatever lies there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployment.files import PROJECT

STACK = "import os, sys; print(os.getcwd(), os.environ['WEB_PORT'], sys.argv[0])"


def launch(launcher: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.defpath}"
    return subprocess.run(  # noqa: S603 -- our own program
        [launcher, *arguments],
        cwd=cwd,
        env={"PATH": path, "PYTHONIOENCODING": "utf-8", "WEB_PORT": "8123"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The project as the image has it: no .venv, no stack.py."""
    project = tmp_path / "app"
    project.mkdir()
    for name in ("bin", "db", "domain", "inforex", "relay", "texts", "tracing"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("clock.py", "logs.py", "repeated_faults.py", "settings.py"):
        shutil.copy(PROJECT / name, project)
    return project


def test_it_works_from_another_directory_and_by_a_link(tmp_path: Path) -> None:
    link = tmp_path / "inforex"
    link.symlink_to(PROJECT / "bin/inforex")
    helped = launch(link, "--help", cwd=tmp_path)
    assert (helped.returncode, helped.stderr) == (0, "")
    assert helped.stdout.startswith("Usage: inforex ")


def test_nothing_of_the_directory_it_is_called_from_is_run(tmp_path: Path) -> None:
    (tmp_path / "settings.py").write_text("raise SystemExit('somebody else')")
    assert launch(PROJECT / "bin/inforex", "--help", cwd=tmp_path).returncode == 0


def test_in_the_image_it_runs_on_the_python_there(image: Path, tmp_path: Path) -> None:
    helped = launch(image / "bin/inforex", "migrate", "--help", cwd=tmp_path)
    assert (helped.returncode, helped.stderr) == (0, "")


def test_it_starts_the_stack_where_the_project_is(image: Path, tmp_path: Path) -> None:
    (image / "stack.py").write_text(STACK)
    ran = launch(image / "bin/inforex", "run", cwd=tmp_path)
    assert ran.stdout == f"{image} 8123 {image}/stack.py\n"


def test_where_there_are_no_servers_to_start_it_says_so(image: Path, tmp_path: Path) -> None:
    ran = launch(image / "bin/inforex", "run", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "docker compose up" in ran.stderr


def test_its_parts_are_in_the_image_and_in_its_path() -> None:
    assert "!bin" in (PROJECT / ".dockerignore").read_text().splitlines()
    assert 'PATH="/app/bin:' in (PROJECT / "Dockerfile").read_text()
    assert os.access(PROJECT / "bin/inforex", os.X_OK)
