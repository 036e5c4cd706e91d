"""Runs mutants in a copy of the tree, and keeps what came of each."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from rig.mutation.choosing import Choice
from rig.mutation.forks import Outcome, in_a_fork, outcome_of
from rig.mutation.mutants import Mutant
from rig.mutation.reach import import_all
from rig.mutation.swapping import swap
from rig.mutation.trees import Tree

FIRST, MOST_SECONDS = 6, 10.0
"""Tests that are tried first; seconds that all the tests of one mutant may take as recorded."""

PREPARING = 30.0
"""Seconds beyond four times what the tests took when they were recorded."""

SETTLED = {"killed", "timed out", "broken"}


@dataclass(frozen=True)
class Result:
    """What came of one mutant, as a line of `mutants.jsonl`.

    `by`: the test that noticed it. `tests`: how many were run of the `reaching` ones; `asked`:
    which ones, as a hash. `seconds`: of the clock.
    """

    key: str
    family: str
    file: str
    line: int
    function: str
    kind: str
    before: str
    status: str
    by: str
    why: str
    tests: int
    reaching: int
    asked: str
    seconds: float


class Results:
    """The lines of a file, one for each mutant that was run; the last one counts."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.known: dict[str, Result] = {}
        if place.exists():
            for line in place.read_text().splitlines():
                with suppress(ValueError, TypeError):  # cut off, or of another time
                    result = Result(**json.loads(line))
                    self.known[result.key] = result

    def add(self, result: Result) -> None:
        self.known[result.key] = result
        with self._place.open("a") as lines:
            lines.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")

    def was_not_swapped(self, mutant: Mutant) -> bool:
        """Whether its code could not be swapped in memory, and its file is to be imported."""
        known = self.known.get(mutant.key)
        return known is not None and known.status == "not swapped"

    def was_noticed(self, mutant: Mutant) -> bool:
        known = self.known.get(mutant.key)
        return known is not None and known.status in SETTLED

    def is_silent(self, mutant: Mutant, asked: str) -> bool:
        """Whether these same tests had nothing to say of it."""
        known = self.known.get(mutant.key)
        return known is not None and known.status == "survived" and known.asked == asked


def run_all(store: Path, choice: Choice, mutants: Sequence[Mutant], until: float) -> None:
    """Run those that are not settled, as far as the time goes (`time.monotonic`).

    The working directory is a copy of the tree, and this process has imported nothing of the
    product: one child imports all of it and has the mutants of functions swapped in its children;
    for what runs at import a child imports the changed file.
    """
    in_memory = [mutant for mutant in mutants if choice.is_for_memory(mutant)]
    if in_memory:
        work = partial(_run_in_memory, store, choice, in_memory, until)
        in_a_fork(work, until - time.monotonic() + 300, store / "memory.log")
    results, tree = Results(store / "mutants.jsonl"), Tree(Path.cwd())
    at_import = [mutant for mutant in mutants if not choice.is_for_memory(mutant)]
    for mutant in [*filter(results.was_not_swapped, in_memory), *at_import]:
        if time.monotonic() > until:
            return
        tests = _to_ask(results, choice, mutant)
        if tests:
            with tree.holding(mutant.file, mutant.text.decode()):
                results.add(_run(mutant, choice, tests, lambda: None, store / "last.log"))


def _to_ask(results: Results, choice: Choice, mutant: Mutant) -> Sequence[str]:
    """The tests of a mutant that is not settled; none of one that is."""
    if results.was_noticed(mutant):
        return ()
    tests = choice.tests(mutant)
    return () if results.is_silent(mutant, choice.digest(tests)) else tests


def _run_in_memory(store: Path, choice: Choice, mutants: Sequence[Mutant], until: float) -> None:
    import_all(Path.cwd())
    results = Results(store / "mutants.jsonl")
    for mutant in mutants:
        if time.monotonic() > until:
            return
        tests = _to_ask(results, choice, mutant)
        if tests:
            prepare = partial(swap, mutant.file, mutant.function, mutant.text)
            results.add(_run(mutant, choice, tests, prepare, store / "last.log"))


def _run(
    mutant: Mutant, choice: Choice, tests: Sequence[str], prepare: Callable[[], object], log: Path
) -> Result:
    """Ask a few tests, and when they notice nothing the others, as far as the time goes."""
    began, ran, outcome = time.monotonic(), 0, Outcome("survived")
    for some in _in_turn(choice, tests):
        patience = PREPARING + 4 * choice.seconds(some)
        outcome, ran = outcome_of(some, prepare, patience, log), ran + len(some)
        if outcome.status != "survived":
            choice.noticed[outcome.by] += 1
            break
    return Result(
        mutant.key,
        mutant.family,
        mutant.file,
        mutant.line,
        mutant.function,
        mutant.edit.kind,
        mutant.before,
        outcome.status,
        outcome.by,
        outcome.why,
        ran,
        len(tests),
        choice.digest(tests),
        round(time.monotonic() - began, 2),
    )


def _in_turn(choice: Choice, tests: Sequence[str]) -> Iterator[Sequence[str]]:
    yield tests[:FIRST]
    left, seconds = list[str](), choice.seconds(tests[:FIRST])
    for test in tests[FIRST:]:
        seconds += choice.seconds([test])
        if seconds < MOST_SECONDS:
            left.append(test)
    if left:
        yield left
