"""Runs mutants in a copy of the tree, and keeps what came of each."""

import gc
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from types import FunctionType

from rig.mutation.choosing import Choice
from rig.mutation.collected import Collected, with_collected
from rig.mutation.forks import Chosen, Outcome, in_a_fork, in_forks, outcome_of, read_and_run
from rig.mutation.importing import import_as
from rig.mutation.mutants import Mutant
from rig.mutation.reach import import_product
from rig.mutation.swapping import forget_what_was_computed, functions_in_memory, swap

FIRST = 6
"""Tests that are tried first."""

PREPARING = 30.0
"""Seconds beyond four times what the tests took when they were recorded."""

AGAIN = 4
"""So many times as long is waited for what did not end, before it is said that it does not."""

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


How = tuple[Callable[[], object], Callable[[Chosen], object]]
"""What a fork does to become a mutant, and how it runs tests then."""


@dataclass(frozen=True)
class Run:
    """Runs mutants until its time is over (`time.monotonic`), some at the same time.

    The working directory is a copy of the tree, and this process has imported nothing of the
    product. `seconds`: that all the tests of one mutant may take as recorded.
    """

    store: Path
    choice: Choice
    until: float
    processes: int
    seconds: float

    def all(self, mutants: Sequence[Mutant]) -> None:
        """Run those that are not settled, first those that survived other tests.

        One child imports all of the product, reads the tests, and has the mutants of functions
        swapped in its children; for what runs at import a child imports the changed file.
        """
        results = Results(self.store / "mutants.jsonl")
        left = [mutant for mutant in mutants if self._is_to_be_run(results, mutant)]
        left.sort(key=lambda mutant: mutant.key not in results.known)
        in_memory = [mutant for mutant in left if self.choice.is_for_memory(mutant)]
        if in_memory:
            work = partial(self._in_memory, in_memory)
            in_a_fork(work, self._patience, self.store / "memory.log")
            results = Results(self.store / "mutants.jsonl")
        again = [mutant for mutant in in_memory if results.was_not_swapped(mutant)]
        at_import = [mutant for mutant in left if not self.choice.is_for_memory(mutant)]
        self._shared([*again, *at_import], _imported)

    @property
    def _patience(self) -> float:
        return self.until - time.monotonic() + 300

    def _is_to_be_run(self, results: Results, mutant: Mutant) -> bool:
        if results.was_noticed(mutant):
            return False
        tests = self.choice.tests(mutant)
        return bool(tests) and not results.is_silent(mutant, self._asked(tests))

    def _asked(self, tests: Sequence[str]) -> str:
        return self.choice.digest([test for some in self._in_turn(tests) for test in some])

    def _in_memory(self, mutants: Sequence[Mutant]) -> None:
        import_product(Path.cwd())
        files = {test.split("::")[0] for mutant in mutants for test in self.choice.tests(mutant)}

        def run(collected: Collected) -> None:
            functions = functions_in_memory()
            forget_what_was_computed()
            gc.freeze()
            self._shared(mutants, partial(_swapped, functions, collected))

        with_collected(sorted(files), run)

    def _shared(self, mutants: Sequence[Mutant], how: Callable[[Mutant], How]) -> None:
        """Have each process run its part of them, one after another."""
        works = [
            partial(self._part, mutants[part :: self.processes], how, part)
            for part in range(self.processes)
        ]
        in_forks(works, self._patience, self.store / "part.log")

    def _part(self, mutants: Sequence[Mutant], how: Callable[[Mutant], How], part: int) -> None:
        results = Results(self.store / "mutants.jsonl")
        for mutant in mutants:
            if time.monotonic() > self.until:
                return
            results.add(self._one(mutant, how(mutant), self.store / f"last.{part}.log"))

    def _one(self, mutant: Mutant, how: How, log: Path) -> Result:
        """Ask a few tests, and when they notice nothing the others, as far as the time goes."""
        (prepare, ask), tests = how, self.choice.tests(mutant)
        began, ran, outcome = time.monotonic(), 0, Outcome("survived")
        for some in self._in_turn(tests):
            patience = PREPARING + 4 * self.choice.seconds(some)
            outcome, ran = outcome_of(some, prepare, patience, log, ask), ran + len(some)
            if outcome.status == "timed out":  # which may be the machine's
                outcome = outcome_of(some, prepare, AGAIN * patience, log, ask)
            if outcome.status != "survived":
                self.choice.noticed[mutant.file, mutant.function, outcome.by] += 1
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
            self._asked(tests),
            round(time.monotonic() - began, 2),
        )

    def _in_turn(self, tests: Sequence[str]) -> Iterator[Sequence[str]]:
        yield tests[:FIRST]
        left, seconds = list[str](), self.choice.seconds(tests[:FIRST])
        for test in tests[FIRST:]:
            seconds += self.choice.seconds([test])
            if seconds < self.seconds:
                left.append(test)
        if left:
            yield left


def _imported(mutant: Mutant) -> How:
    return partial(import_as, mutant.file, mutant.text), read_and_run


def _swapped(functions: Sequence[FunctionType], collected: Collected, mutant: Mutant) -> How:
    prepare = partial(swap, functions, mutant.file, mutant.function, mutant.text)
    return prepare, collected.run
