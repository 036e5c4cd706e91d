"""Tests in a forked child: what was imported before is there at once, and nothing comes back."""

import ctypes
import json
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import Phase, settings

from rig.mutation.swapping import CannotSwapError
from rig.mutation.trees import end_group

_DIE_WITH_PARENT = 1
"""`PR_SET_PDEATHSIG` of Linux: what is in a session of its own hears no Ctrl-C."""

# Of statements that PostgreSQL does not understand: the mutant is none.
_NO_SQL = re.compile(
    r"SyntaxError|GroupingError|IndeterminateDatatype|DatatypeMismatch|UndefinedFunctionError"
    r"|AmbiguousColumn|UndefinedColumn|UndefinedParameter"
)


@dataclass(frozen=True)
class Outcome:
    """How tests went: `survived`, `killed`, `timed out`, or `broken` where it was no program.

    `not swapped`: no test was run (`rig.mutation.swapping`).

    `by`: the test that failed. `why`: its last words.
    """

    status: str
    by: str = ""
    why: str = ""


def in_a_fork(work: Callable[[], object], seconds: float, log: Path) -> bool:
    """Do work in a child that writes to `log`; False when its time was over, and it was ended."""
    with ExitStack() as children:
        return _ended(children.enter_context(_child(work, log)), seconds)


def in_forks(works: Sequence[Callable[[], object]], seconds: float, log: Path) -> None:
    """Do each in a child of its own at the same time, whose log has its number at the end."""
    until = time.monotonic() + seconds
    with ExitStack() as children:
        watched = [
            children.enter_context(_child(work, log.with_suffix(f".{number}.log")))
            for number, work in enumerate(works)
        ]
        for one in watched:
            _ended(one, max(0, until - time.monotonic()))


@contextmanager
def _child(work: Callable[[], object], log: Path) -> Iterator[int]:
    """Give what can be watched of a child while the block lasts, and end it."""
    child = os.fork()
    if child == 0:
        _be_a_child(work, log)
    watched = os.pidfd_open(child)
    try:
        yield watched
    finally:
        os.close(watched)
        os.kill(child, signal.SIGKILL)
        end_group(child)
        os.waitpid(child, 0)


def _ended(watched: int, seconds: float) -> bool:
    ended, _, _ = select.select([watched], [], [], seconds)
    return bool(ended)


def _be_a_child(work: Callable[[], object], log: Path) -> None:
    code = 1
    try:
        os.setsid()
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        with log.open("w") as to:
            os.dup2(to.fileno(), 1)
            os.dup2(to.fileno(), 2)
        work()
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def run_pytest(arguments: Sequence[str], plugin: object) -> None:
    """Run pytest in this process, the same each time, leaving nothing behind."""
    quietly = ("--quiet", "--no-header", "-p", "no:cacheprovider")
    # To look for the source of a failure, or for what Faker can make, takes longer than most tests.
    soon = ("--tb=native", "-p", "no:faker")
    # What was imported before pytest began keeps its asserts as they are.
    as_imported = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    settings.register_profile("one look", phases=[Phase.explicit, Phase.generate], database=None)
    settings.load_profile("one look")  # from which the tests' own profiles take the rest
    pytest.main([*quietly, *soon, *as_imported, "--hypothesis-seed=0", *arguments], [plugin])


class Chosen:
    """Has pytest run these tests alone, in this order, and notes the first that fails."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.tests = tests
        self._place = {test: place for place, test in enumerate(tests)}
        self._ran = 0
        self._failed: tuple[str, str] | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._place),
            key=lambda item: self._place[item.nodeid],
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._ran += report.when == "call"
        if report.failed:
            self._note(report.nodeid, report.longreprtext)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._note(report.nodeid, report.longreprtext)

    def _note(self, test: str, why: str) -> None:
        if self._failed is None:
            self._failed = test, why

    @property
    def failed(self) -> bool:
        return self._failed is not None

    def outcome(self) -> dict[str, str]:
        if self._failed is not None:
            test, why = self._failed
            status = "broken" if _NO_SQL.search(why) else "killed"
            return {"status": status, "by": test, "why": why.strip()[-300:]}
        return {"status": "survived" if self._ran else "broken"}


def read_and_run(chosen: Chosen) -> None:
    """Have pytest read the files of the tests, and run these tests of them."""
    files = list(dict.fromkeys(test.split("::")[0] for test in chosen.tests))
    run_pytest([*files, "--exitfirst"], chosen)


def outcome_of(
    tests: Sequence[str],
    prepare: Callable[[], object],
    seconds: float,
    log: Path,
    ask: Callable[[Chosen], object] = read_and_run,
) -> Outcome:
    """Run tests in this order in a fork, until the first fails; `ask`: how they are run."""
    chosen = Chosen(tests)
    with NamedTemporaryFile("r", suffix=".json") as report:
        work = partial(_run, chosen, prepare, ask, Path(report.name))
        in_time = in_a_fork(work, seconds, log)
        told = report.read()
    if told:
        return Outcome(**json.loads(told))
    return Outcome("broken" if in_time else "timed out", why=log.read_text()[-300:])


def _run(
    chosen: Chosen, prepare: Callable[[], object], ask: Callable[[Chosen], object], report: Path
) -> None:
    try:
        prepare()
    except Exception as error:  # noqa: BLE001 -- whatever a mutant does when it is imported
        status = "not swapped" if isinstance(error, CannotSwapError) else "broken"
        report.write_text(json.dumps({"status": status, "why": repr(error)[:300]}))
        return
    ask(chosen)
    report.write_text(json.dumps(chosen.outcome()))
