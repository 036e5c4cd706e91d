"""A few guards that matter, each left out in memory and looked for by the test that is named.

`python -m rig.mutation.sample` prints for each how its test took it, as JSON; it needs a
PostgreSQL with the template (`TEST_POSTGRES`).
"""

import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rig.mutation.edits import Edit, Source
from rig.mutation.forks import Outcome, outcome_of
from rig.mutation.mutants import Mutant, mutants_of
from rig.mutation.reach import import_all
from rig.mutation.swapping import functions_in_memory, swap
from rig.mutation.trees import ROOT

SAMPLE = Path(__file__).with_name("sample.toml")
PATIENCE = 120.0


@dataclass(frozen=True)
class Guard:
    """`before` becomes `after` in the file, and `test` has to notice it."""

    file: str
    before: str
    after: str
    test: str


def sample() -> list[Guard]:
    return [Guard(**entry) for entry in tomllib.loads(SAMPLE.read_text())["guard"]]


def mutant_of(guard: Guard) -> Mutant:
    """Raise `ValueError` unless the text stands once in the file."""
    source = Source(guard.file, (ROOT / guard.file).read_bytes())
    before, after = guard.before.encode(), guard.after.encode()
    if source.text.count(before) != 1:
        raise ValueError(f"not once in {guard.file}: {guard.before}")
    start = source.text.index(before)
    edit = Edit("named", start, start + len(before), after)
    (mutant,) = mutants_of("sample", source, [lambda _: iter([edit])])
    return mutant


def outcomes(guards: list[Guard]) -> Iterator[tuple[Guard, Outcome]]:
    """Have each looked for, in this process, which imports the product for it."""
    import_all(ROOT)
    functions = functions_in_memory()
    with TemporaryDirectory() as place:
        for guard in guards:
            mutant = mutant_of(guard)
            prepare = partial(swap, functions, mutant.file, mutant.function, mutant.text)
            yield guard, outcome_of([guard.test], prepare, PATIENCE, Path(place) / "log")


if __name__ == "__main__":
    guards = [Guard(**entry) for entry in json.loads(sys.stdin.read())]
    found = [{**asdict(guard), **asdict(outcome)} for guard, outcome in outcomes(guards)]
    sys.stdout.write(json.dumps(found))
