"""The list of survivors is of what is there, each explained; it may only become shorter."""

import pytest

from rig.mutation.edits import Source
from rig.mutation.mutants import FAMILIES, mutants_of
from rig.mutation.run import Result
from rig.mutation.survivors import Survivor, known_survivors, unknown
from rig.mutation.trees import ROOT

WAIT_FOR_A_TEST = 0
"""How many have no `why`: never more than before."""


@pytest.mark.parametrize("file", sorted({one.file for one in known_survivors()}))
def test_every_survivor_is_a_mutant_of_today(file: str) -> None:
    source = Source(file, (ROOT / file).read_bytes())
    (family,) = (one for one in FAMILIES if file.partition("/")[0] in one.folders)
    there = {
        (mutant.function, mutant.edit.kind, mutant.before)
        for mutant in mutants_of(family.name, source, family.edits)
    }
    listed = [one for one in known_survivors() if one.file == file]
    gone = [one for one in listed if (one.function, one.kind, one.before) not in there]
    assert gone == []


def test_no_more_survivors_wait_for_a_test_than_did() -> None:
    assert sum(not one.why for one in known_survivors()) <= WAIT_FOR_A_TEST
    assert len({*known_survivors()}) == len(known_survivors())


def test_a_survivor_that_is_on_no_list_is_told() -> None:
    result = Result(
        key="k",
        family="sql",
        file="db/file.py",
        line=1,
        function="f",
        kind="condition dropped",
        before="a = {}",
        status="survived",
        by="",
        why="",
        tests=1,
        reaching=1,
        asked="",
        seconds=1.0,
    )
    assert unknown([result], []) == [result]
    listed = Survivor("db/file.py", "f", "condition dropped", "a = {}", "It costs nothing.")
    assert unknown([result], [listed]) == []
