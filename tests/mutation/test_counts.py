"""What `make mutants` counts, and what was counted last."""

from pathlib import Path

from rig.mutation.counts import Count, counts, read_counts, write_counts
from rig.mutation.edits import Source
from rig.mutation.mutants import FAMILIES, mutants_of
from rig.mutation.python_mutants import guards
from rig.mutation.survivors import Survivor, known_survivors
from rig.mutation.trees import ROOT
from tests.mutation.results import CHECKS, result_of

WAIT = {"domain": 0, "sql": 0, "web": 0}
"""How many of each family survived that nobody has looked at: never more than before."""


def test_what_survived_is_explained_or_waits_and_what_is_no_program_does_not_count(
    tmp_path: Path,
) -> None:
    first, second, third = mutants_of("web", Source("web/links.py", CHECKS), [guards])
    results = {
        one.key: result_of(one, status)
        for one, status in ((first, "killed"), (second, "survived"), (third, "survived"))
    }
    known = [Survivor("web/links.py", "f", "check left out", "b", "It costs nothing.")]
    found = counts([first, second, third], results, known)
    assert found == {"web": Count(mutants=3, run=3, noticed=1, explained=1)}
    assert found["web"].waiting == 1
    results[third.key] = result_of(third, "broken")
    assert counts([first, second, third], results, known)["web"].run == 2
    write_counts(found, tmp_path / "counts.toml")
    assert read_counts(tmp_path / "counts.toml") == found


def test_the_last_counts_are_of_all_families_and_no_more_wait_than_did() -> None:
    last = read_counts()
    assert list(last) == [family.name for family in FAMILIES]
    listed = {(one.file, one.function, one.kind, one.before) for one in known_survivors()}
    for family in FAMILIES:
        explained = [
            mutant
            for file in {file for file, *_ in listed if file.partition("/")[0] in family.folders}
            for mutant in mutants_of(
                family.name, Source(file, (ROOT / file).read_bytes()), family.edits
            )
            if (file, mutant.function, mutant.edit.kind, mutant.before) in listed
        ]
        count = last[family.name]
        assert count.noticed <= count.run <= count.mutants
        assert count.explained <= len(explained)
        assert 0 <= count.waiting <= WAIT[family.name]
