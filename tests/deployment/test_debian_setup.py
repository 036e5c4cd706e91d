"""What Debian has of what the tests need is installed while pip is at work, and only then."""

import subprocess
from pathlib import Path

import pytest

from tests.browser_setup import DEBIAN_BROWSER, DEBIAN_FONT, ON_THE_PATH
from tests.deployment.files import PROJECT

QUIETLY = "--yes --quiet"
INSTALLS = [f"{QUIETLY} update", f"{QUIETLY} install {DEBIAN_BROWSER} {DEBIAN_FONT}"]
NOTES = 'echo "$@" >>"$NOTED"'


def asked_of_debian(home: Path, environment: dict[str, str], **programs: str) -> list[str]:
    """What apt-get is asked on a machine that has these programs, and no others."""
    (home / "bin").mkdir()
    for name, does in programs.items():
        program = home / "bin" / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    (home / "noted").touch()
    where = {"PATH": str(home / "bin"), "NOTED": str(home / "noted")}
    done = subprocess.run(  # noqa: S603 -- ours
        [PROJECT / "tests/debian_setup.sh"],
        check=False,
        capture_output=True,
        env=where | environment,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return (home / "noted").read_text().splitlines()


def test_root_gets_a_browser_and_a_font(tmp_path: Path) -> None:
    assert asked_of_debian(tmp_path, {}, id="echo 0", apt_get=NOTES) == INSTALLS


def test_what_fails_here_is_left_to_who_can_say_so(tmp_path: Path) -> None:
    fails = f"{NOTES}; exit 100"
    assert asked_of_debian(tmp_path, {}, id="echo 0", apt_get=fails) == INSTALLS[:1]


@pytest.mark.parametrize("there", [*ON_THE_PATH, "mine"])
def test_a_browser_that_is_there_is_enough(tmp_path: Path, there: str) -> None:
    programs = {"id": "echo 0", "apt_get": NOTES, there: "true"}
    assert asked_of_debian(tmp_path, {"CHROMIUM": "mine"}, **programs) == []


def test_playwrights_own_is_enough(tmp_path: Path) -> None:
    (tmp_path / ".cache/ms-playwright/chromium-1255").mkdir(parents=True)
    at_home = {"HOME": str(tmp_path)}
    assert asked_of_debian(tmp_path, at_home, id="echo 0", apt_get=NOTES) == []


def test_a_place_for_it_that_is_empty_is_not(tmp_path: Path) -> None:
    """Playwright makes one before it finds that it cannot get any."""
    (tmp_path / ".cache/ms-playwright/.links").mkdir(parents=True)
    at_home = {"HOME": str(tmp_path)}
    assert asked_of_debian(tmp_path, at_home, id="echo 0", apt_get=NOTES) == INSTALLS


@pytest.mark.parametrize("programs", [{"id": "echo 1000", "apt_get": NOTES}, {"id": "echo 0"}])
def test_who_cannot_install_is_not_asked(tmp_path: Path, programs: dict[str, str]) -> None:
    assert asked_of_debian(tmp_path, {}, **programs) == []
