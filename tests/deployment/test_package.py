"""`pip install .` in a new environment: the command works, with every file that it reads."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from pathlib import Path

import pytest

from rig.databases import administer, drop, url_of
from tests.deployment.files import PROJECT

SETUP = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["setuptools"]
FLOORS = [pattern.removesuffix("*") for pattern in SETUP["packages"]["find"]["include"]]
MADE = shutil.ignore_patterns(".*", "build", "node_modules", "__pycache__", "*.egg-info")
LATIN = {"PATH": os.defpath, "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the product installed; its dependencies are those of the tests."""
    source = tmp_path_factory.mktemp("source") / "inforex"
    shutil.copytree(PROJECT, source, ignore=MADE)
    new = tmp_path_factory.mktemp("new")
    typed(sys.executable, "-m", "venv", "--without-pip", new, where=source)
    packages(new).joinpath("dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = ("-m", "pip", "install", "--no-deps", "--no-build-isolation", "--no-index", ".")
    typed(new / "bin/python", *install, where=source)
    return new


def packages(environment: Path) -> Path:
    (found,) = environment.glob("lib/python*/site-packages")
    return found


def typed(*words: str | Path, where: Path, **variables: str) -> str:
    """What a command printed that has to succeed."""
    done = subprocess.run(  # noqa: S603 -- our own program
        words, cwd=where, env=LATIN | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(top: Path) -> Iterator[str]:
    for floor in FLOORS:
        for path in (top / floor).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield str(path.relative_to(top))


@pytest.fixture
async def empty(postgres: str) -> AsyncIterator[str]:
    await administer(postgres, "CREATE DATABASE inforex_of_the_package")
    yield url_of(postgres, "inforex_of_the_package")
    await drop(postgres, "inforex_of_the_package")


def test_the_command_explains_itself_anywhere(environment: Path, tmp_path: Path) -> None:
    assert "migrate" in typed(environment / "bin/inforex", "--help", where=tmp_path)


def test_every_file_of_the_floors_is_there_and_no_test(environment: Path) -> None:
    installed = packages(environment)
    assert set(files(installed)) == set(files(PROJECT))
    assert all((installed / f"{module}.py").is_file() for module in SETUP["py-modules"])
    assert not [name for name in ("tests", "rig", "bench") if (installed / name).exists()]


def test_it_has_what_the_image_has() -> None:
    image = {
        line[1:]
        for line in (PROJECT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    python = {name.removesuffix(".py") for name in image if "/" not in name} - {"bin"}
    assert {*chain(FLOORS, SETUP["py-modules"])} == python


def test_it_brings_a_database_up_to_date(environment: Path, tmp_path: Path, empty: str) -> None:
    said = typed(environment / "bin/inforex", "migrate", where=tmp_path, DATABASE_URL=empty)
    assert "The database is as this version needs it." in said


def test_pages_and_mails_find_their_templates(environment: Path, tmp_path: Path) -> None:
    start = (
        "import mail.rendering, web.app, worker, settings, pathlib;"
        "web.app.create_app(settings.Settings.from_environment("
        "{'LINK_KEYS': 'k' * 64, 'CSRF_SECRET': 's' * 64}));"
        "print(pathlib.Path(web.app.__file__).parent.parent)"
    )
    place = typed(environment / "bin/python", "-c", start, where=tmp_path).strip()
    assert Path(place) == packages(environment)
