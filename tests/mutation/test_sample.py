"""Guards that matter most are seen to be held: each is left out, and its test fails."""

import json
import os
import subprocess
import sys
from dataclasses import asdict

import pytest

from rig.mutation.sample import Guard, mutant_of, sample
from rig.mutation.trees import ROOT

HELD_BY_NOTHING = Guard(
    "db/enrolment/approvals.py",
    "if not facts.awaits_decision(revision, now):",
    "if False and not facts.awaits_decision(revision, now):",
    "tests/db/test_approvals.py::test_the_contact_sees_who_asks",
)
"""A guard, and a test that has nothing to do with it."""

NO_PROGRAM = Guard(
    "db/enrolment/approvals.py",
    "FROM form_revision WHERE application = {} AND revision = {}",
    "FROM form_revision WHEREVER application = {} AND revision = {}",
    "tests/db/test_approvals.py::test_the_first_decision_stands",
)


def test_each_guard_of_the_sample_is_held_by_its_test(template: str) -> None:
    guards = [*sample(), HELD_BY_NOTHING, NO_PROGRAM]
    ran = subprocess.run(
        [sys.executable, "-m", "rig.mutation.sample"],
        cwd=ROOT,
        env={**os.environ, "TEST_POSTGRES": template},
        input=json.dumps([asdict(guard) for guard in guards]),
        capture_output=True,
        text=True,
        check=True,
    )
    found = {
        (one["file"], one["before"]): (one["status"], one["by"]) for one in json.loads(ran.stdout)
    }
    expected = {(guard.file, guard.before): ("killed", guard.test) for guard in sample()}
    expected[HELD_BY_NOTHING.file, HELD_BY_NOTHING.before] = ("survived", "")
    expected[NO_PROGRAM.file, NO_PROGRAM.before] = ("broken", NO_PROGRAM.test)
    assert found == expected


@pytest.mark.parametrize("guard", sample(), ids=lambda guard: f"{guard.file}: {guard.before}")
def test_the_sample_names_what_is_there(guard: Guard) -> None:
    assert mutant_of(guard).function
