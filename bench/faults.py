"""Puts in fifty faults, one after the other, and tells which instrument finds each.

`python -m bench.faults` copies the tree, weakens one guard of `rig/explore/faults.toml` in it, and
has the search of every order look for some seconds; where that finds nothing, the tests that are
named. It ends with 1 if a fault is found by none. `--only N …` takes these alone.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from queue import Queue

from rig.databases import make_template
from rig.explore.faults import FAULTS, Fault
from rig.mutation.trees import Tree, copy_of_the_tree
from rig.servers import start_postgres

PYTHON = ".venv/bin/python"
SEARCH, TESTS, NOTHING = "search", "tests", "nothing"
OF_TESTS = 600.0


@dataclass(frozen=True)
class Finding:
    """What found a fault, in how many seconds, and what it said."""

    by: str
    seconds: float
    said: str


def main() -> int:
    given = _arguments()
    chosen = [FAULTS[n - 1] for n in given.only] if given.only else FAULTS
    with _grounds(given.side_by_side) as grounds:

        def find(fault: Fault) -> Finding:
            tree, postgres = grounds.get()
            try:
                return found(tree, fault, postgres, given.seconds)
            finally:
                grounds.put((tree, postgres))

        with ThreadPoolExecutor(given.side_by_side) as pool:
            findings = [*_told(chosen, pool.map(find, chosen))]
    for by in (SEARCH, TESTS, NOTHING):
        sys.stdout.write(f"found by {by}: {sum(each.by == by for each in findings)}\n")
    return int(any(each.by == NOTHING for each in findings))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each search")
    parser.add_argument("--side-by-side", type=int, default=2)
    parser.add_argument("--only", type=int, nargs="+", help="by their places in the list")
    return parser.parse_args()


@contextmanager
def _grounds(count: int) -> Iterator["Queue[tuple[Tree, str]]"]:
    """So many copies of the tree, each with a PostgreSQL that has the template of the tests."""
    grounds: Queue[tuple[Tree, str]] = Queue()
    with ExitStack() as kept:
        for _ in range(count):
            postgres = kept.enter_context(start_postgres(short_lived=True))
            asyncio.run(make_template(postgres))
            grounds.put((kept.enter_context(copy_of_the_tree()), postgres))
        yield grounds


def found(tree: Tree, fault: Fault, postgres: str, seconds: float) -> Finding:
    """Put a fault in, and have the instruments look, the search first."""
    began = time.monotonic()
    with tree.changed(fault.file, fault.text, fault.instead):
        if fault.world:
            search = tree.run(_search(fault.world, postgres, seconds), 5 * seconds + 60)
            if said := _line_before(search.output, "after "):
                return Finding(SEARCH, time.monotonic() - began, said)
        tests = tree.run(_tests(fault.tests, postgres), OF_TESTS)
        said = next((line for line in tests.output.splitlines() if line.startswith("FAILED")), "")
        return Finding(TESTS if said else NOTHING, time.monotonic() - began, said)


def _search(world: str, postgres: str, seconds: float) -> Sequence[str]:
    return (
        *(PYTHON, "-m", "bench.explore", "--world", world, "--processes", "1", "--as-found"),
        *("--seed", "1", "--minutes", f"{seconds / 60}", "--postgres", postgres),
    )


def _tests(tests: Sequence[str], postgres: str) -> Sequence[str]:
    with_server = ("env", f"TEST_POSTGRES={postgres}", PYTHON)
    return (*with_server, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)


def _line_before(output: str, mark: str) -> str:
    """What a search tells before the acts that lead there; empty where it found nothing."""
    lines = output.splitlines()
    return next((lines[n - 1] for n, line in enumerate(lines) if line.startswith(mark)), "")


def _told(faults: Sequence[Fault], findings: Iterator[Finding]) -> Iterator[Finding]:
    for fault, finding in zip(faults, findings, strict=True):
        place, seconds = FAULTS.index(fault) + 1, f"{finding.seconds:.0f} s"
        cells = (str(place), fault.guard, finding.by, seconds, finding.said[:110])
        sys.stdout.write(f"| {' | '.join(cells)} |\n")
        sys.stdout.flush()
        yield finding


if __name__ == "__main__":
    sys.exit(main())
