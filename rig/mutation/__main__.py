"""Has the tests look for guards that were left out: `python -m rig.mutation --minutes 10`.

It works in a copy of the tree, on a PostgreSQL of its own, and goes on where it stopped: what was
found of each mutant stays in `build/mutants/`, and is asked again only when its code changes, or
when it survived and its tests change.
"""

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from rig.mutation.choosing import Choice
from rig.mutation.counts import counts, write_counts
from rig.mutation.forks import in_a_fork
from rig.mutation.mutants import FAMILIES, REFUSES, Mutant, mutants
from rig.mutation.reach import LONGEST, read, record
from rig.mutation.run import Result, Results, Run
from rig.mutation.survivors import known_survivors, unknown
from rig.mutation.trees import ROOT, copy_of_the_tree
from rig.output import say

STORE = ROOT / "build" / "mutants"


def main() -> int:
    """Record what is not recorded, run what was not run, and say how it stands."""
    wanted = _arguments()
    if wanted.store is None:
        with copy_of_the_tree() as tree:
            again = [sys.executable, "-m", "rig.mutation", *sys.argv[1:], f"--store={STORE}"]
            return subprocess.run(again, cwd=tree.root, check=False).returncode  # noqa: S603 -- ourselves
    store = Path(wanted.store)
    store.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + 60 * wanted.minutes
    recorded_by = until - (1 - wanted.recording) * 60 * wanted.minutes
    _import_libraries()
    with _postgres() as url:
        os.environ["TEST_POSTGRES"] = url
        _record(wanted.tests, store, recorded_by)
        return _run(wanted, store, until)


def _arguments() -> argparse.Namespace:
    of = argparse.ArgumentParser(prog="python -m rig.mutation", description=__doc__)
    of.add_argument("--minutes", type=float, default=10, help="after which it stops")
    of.add_argument("--family", choices=[family.name for family in FAMILIES], help="this one only")
    of.add_argument("--only", default="*", help="files like this one only: 'db/enrolment/*'")
    of.add_argument("--recording", type=float, default=0.5, help="the most of it for recording")
    of.add_argument("--tests", nargs="*", default=["*"], help="record files of tests like these")
    of.add_argument("--refuses", action="store_true", help="what refuses or locks only")
    of.add_argument("--at-import", action="store_true", help="what runs at import only")
    of.add_argument("--seconds", type=float, default=10, help="of tests for one mutant")
    of.add_argument("--processes", type=int, default=2, help="which run mutants at the same time")
    of.add_argument("--store", help=argparse.SUPPRESS)  # said by ourselves, in the copy
    return of.parse_args()


def _import_libraries() -> None:
    """What all children need and no mutant changes."""
    for name in (
        *(
            "argon2",
            "asyncpg",
            "babel",
            "cryptography",
            "html5lib",
            "httpx",
            "hypothesis",
            "jinja2",
        ),
        *("litestar", "lxml", "piccolo.table", "piccolo.engine.postgres", "prometheus_client"),
        *("pytest_asyncio", "structlog", "temporalio.client", "temporalio.worker", "xdist.plugin"),
    ):
        __import__(name)


@contextmanager
def _postgres() -> Iterator[str]:
    """A server with the template of the tests, in a process of its own."""
    command = [sys.executable, "-m", "rig.mutation.server"]
    with subprocess.Popen(  # noqa: S603 -- a command of this package
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        if not url:
            raise RuntimeError("the PostgreSQL of the tests did not start")
        try:
            yield url
        finally:
            server.stdin.close()


def _record(patterns: Sequence[str], store: Path, until: float) -> None:
    """Record what is not recorded, in the order of the patterns."""
    unrecorded, left = read(Path.cwd(), store / "reach").unrecorded, until - time.monotonic()
    like = [file for one in patterns for file in unrecorded if fnmatch(file, one)]
    files = [*dict.fromkeys(like)]
    if files and left > 0:
        say(f"Recording which tests reach what: {len(files)} files")
        work = partial(record, Path.cwd(), store / "reach", files, until)
        in_a_fork(work, left + LONGEST, store / "record.log")


def _run(wanted: argparse.Namespace, store: Path, until: float) -> int:
    reach = read(Path.cwd(), store / "reach")
    choice = Choice(Path.cwd(), reach)
    results = Results(store / "mutants.jsonl")
    known = [result for result in results.known.values() if result.by]
    choice.noticed.update((result.file, result.function, result.by) for result in known)
    all_mutants = [
        mutant
        for family in FAMILIES
        if wanted.family in {None, family.name}
        for mutant in mutants(Path.cwd(), family, wanted.only)
        if mutant.edit.kind in REFUSES or not wanted.refuses
    ]
    if wanted.at_import:
        all_mutants = [one for one in all_mutants if not choice.is_for_memory(one)]
    Run(store, choice, until, wanted.processes, wanted.seconds).all(all_mutants)
    results = Results(store / "mutants.jsonl")
    found = [one for family in FAMILIES for one in mutants(Path.cwd(), family)]
    write_counts(counts(found, results.known, known_survivors()), store / "counts.toml")
    return _tell(all_mutants, choice, results, len(reach.unrecorded))


def _tell(found: list[Mutant], choice: Choice, results: Results, unrecorded: int) -> int:
    """Print how many of each family there are of each end; 1 if a survivor is on no list."""
    ran = [results.known[mutant.key] for mutant in found if mutant.key in results.known]
    for family in dict.fromkeys(mutant.family for mutant in found):
        ends = Counter(result.status for result in ran if result.family == family)
        of = [mutant for mutant in found if mutant.family == family]
        left = [mutant for mutant in of if mutant.key not in results.known]
        unreached = sum(not choice.tests(mutant) for mutant in left)
        told = ", ".join(f"{end} {times}" for end, times in sorted(ends.items()))
        say(
            f"{family}: {len(of)} mutants; {told}; reached by no test {unreached};"
            f" not run yet {len(left) - unreached}"
        )
    if unrecorded:
        say(f"{unrecorded} files of tests are not recorded yet: what they reach is not known")
    else:
        for mutant in found:
            if mutant.edit.kind in REFUSES and not choice.tests(mutant):
                say(f"no test comes by: {mutant.file}:{mutant.line} {mutant.before}")
    news = unknown(ran, known_survivors())
    for result in news:
        say(_line(result))
    return 1 if news else 0


def _line(result: Result) -> str:
    return (
        f"survived: {result.file}:{result.line} {result.function or 'module'}: {result.kind}:"
        f" {result.before}  ({result.tests} of {result.reaching} tests)"
    )


if __name__ == "__main__":
    sys.exit(main())
