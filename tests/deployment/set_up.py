"""A checkout whose set-up is the real one, on a machine whose Python brings the pip of a choice."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, copytree

import pytest

from tests.deployment.files import PROJECT
from tests.deployment.registry import Registry

FIRST_FOR_3_12 = "23.1.2"
PIPS = sorted(
    lock.stem
    for lock in (PROJECT / "requirements/pips").glob("*.lock")
    if sys.version_info < (3, 12) or lock.stem >= FIRST_FOR_3_12
)
"""Of Debian 12, of CPython 3.11.7, and the newest when the lock was made."""

INSTALLED_WITHIN = 300.0

# Shows what `make run` would have to work with.
STACK = """
from importlib.metadata import distributions
print(*sorted(f"{d.name}=={d.version}" for d in distributions() if d.name not in KNOWN))
"""

# As a Python of another year: what its environments begin with is another pip.
PYTHON = """#!/bin/sh
case "$*" in "-m venv "*) ;; *) exec {python} "$@" ;; esac
{python} "$@" --without-pip || exit
for venv do :; done
cp -Rp {pip}/. "$venv"/lib/python*/site-packages
printf '#!/bin/sh\\nexec "$(dirname "$0")"/python -m pip "$@"\\n' > "$venv/bin/pip"
chmod +x "$venv/bin/pip"
"""


@dataclass(frozen=True)
class Checkout:
    """The files of the project that set it up, beside locks of the test's own."""

    directory: Path
    registry: Registry
    python: Path

    @property
    def site_packages(self) -> Path:
        (found,) = self.directory.glob(".venv/lib/python*/site-packages")
        return found

    def locks(self, **pins: str) -> None:
        """Write locks as a checkout brings them; `embedded="a==1.0 b==1.0"`."""
        for name, named in pins.items():
            text = self.registry.lock(*named.split())
            (self.directory / f"requirements/{name}.lock").write_text(text)

    def make(self, goal: str) -> "subprocess.Popen[str]":
        """Begin to make a goal, in a session of its own, as somebody whose files are private."""
        return subprocess.Popen(  # noqa: S603 -- our own Makefile
            ["make", "--silent", goal, f"PYTHONS={self.python}"],  # noqa: S607 -- wherever it is
            cwd=self.directory,
            env=self.registry.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            umask=0o077,
        )

    def made(self, goal: str) -> str:
        """Make a goal, and give the last line of what was printed."""
        code, said, complaint = outcome(self.make(goal))
        assert code == 0, said + complaint
        return (said.splitlines() or [""])[-1]


def checkout(directory: Path, registry: Registry, pip: str) -> Checkout:
    """Copy what `make run` needs to set up, with a stand-in for the program that it then starts."""
    for name in ("Makefile", "bin", "requirements"):
        whole = PROJECT / name
        (copytree if whole.is_dir() else copy)(whole, directory / name)
    for lock in (directory / "requirements").glob("*.lock"):
        lock.unlink()
    (directory / "stack.py").write_text(f"KNOWN = {{'pip', 'setuptools'}}\n{STACK}")
    return Checkout(directory, registry, python_with(pip, directory / "python"))


def python_with(pip: str, path: Path) -> Path:
    """Write a program that is this Python, but for the pip that its environments begin with."""
    files = PROJECT / "build/pips" / pip
    if not files.exists():
        pytest.fail(f"{files} is missing; `make pips` gets it")
    path.write_text(PYTHON.format(python=sys.executable, pip=files))
    path.chmod(0o755)
    return path


def outcome(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Wait for its end; gives the exit code, and what was printed on both channels."""
    said, complaint = process.communicate(timeout=INSTALLED_WITHIN)
    return process.returncode, said, complaint
