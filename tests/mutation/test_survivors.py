"""The list of survivors is of what is there, each explained; it may only become shorter."""

from rig.mutation.edits import Source
from rig.mutation.mutants import FAMILIES, mutants_of
from rig.mutation.python_mutants import guards
from rig.mutation.survivors import Survivor, known_survivors, unknown
from rig.mutation.trees import ROOT
from tests.mutation.results import CHECKS, result_of

WAIT_FOR_A_TEST = 0
"""How many have no `why`: never more than before."""


def test_every_survivor_is_a_mutant_of_today() -> None:
    there = {
        (file, mutant.function, mutant.edit.kind, mutant.before)
        for file in {one.file for one in known_survivors()}
        for family in FAMILIES
        if file.partition("/")[0] in family.folders
        for mutant in mutants_of(
            family.name, Source(file, (ROOT / file).read_bytes()), family.edits
        )
    }
    listed = {(one.file, one.function, one.kind, one.before) for one in known_survivors()}
    assert listed - there == set()


def test_no_more_survivors_wait_for_a_test_than_did() -> None:
    assert sum(not one.why for one in known_survivors()) <= WAIT_FOR_A_TEST
    assert len({*known_survivors()}) == len(known_survivors())


def test_a_survivor_that_is_on_no_list_is_told() -> None:
    mutant, *_ = mutants_of("web", Source("web/links.py", CHECKS), [guards])
    result = result_of(mutant, "survived")
    assert unknown([result], []) == [result]
    listed = Survivor("web/links.py", "f", "check left out", "a", "It costs nothing.")
    assert unknown([result], [listed]) == []
