"""Tests that were read once run in forks, and a file is imported as another text."""

import json
import subprocess
import sys
from pathlib import Path

from rig.mutation.trees import ROOT

TESTS = """
def test_right():
    pass

def test_wrong():
    assert 1 == 2, "so it ends"

def test_after_it():
    raise SystemExit("never run")
"""

ASKS = """
import json, sys
from pathlib import Path
from rig.mutation.collected import with_collected
from rig.mutation.forks import outcome_of

file, log = sys.argv[1], Path(sys.argv[2])

def ask(collected):
    for tests in (["test_right"], ["test_right", "test_wrong", "test_after_it"]):
        named = [f"{file}::{test}" for test in tests]
        outcome = outcome_of(named, lambda: None, 60, log, collected.run)
        found.append((outcome.status, outcome.by))

found = []
with_collected([file], ask)
print(json.dumps(found))
"""

IMPORTS = """
from rig.mutation.importing import import_as
import_as("domain/lengths.py", b"MARK = 'of another text'")
import domain.lengths
print(domain.lengths.MARK)
"""


def said_by(*command: str, at: Path = ROOT) -> str:
    ran = subprocess.run(  # noqa: S603 -- a program of this file
        [sys.executable, "-c", *command],
        cwd=at,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.splitlines()[-1]


def test_each_fork_runs_its_tests_until_the_first_fails(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    found = json.loads(said_by(ASKS, "test_some.py", str(tmp_path / "log"), at=tmp_path))
    assert found == [["survived", ""], ["killed", "test_some.py::test_wrong"]]


def test_a_file_is_imported_as_another_text() -> None:
    assert said_by(IMPORTS) == "of another text"
