"""Which tests reach which block: recorded once for each file of tests, and read again."""

import ast
import builtins
import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from io import StringIO
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from rig.mutation.blocks import blocks
from rig.mutation.forks import in_a_fork, run_pytest

PROBED = ("activities", "db", "domain", "mail", "relay", "texts", "web")
FOLDERS = ("domain", "security", "db", "activities", "mail", "texts", "console", "web", "inforex")
"""Of the tests that are asked: those that need no more than PostgreSQL, what tells most first."""

_ALONE = {"test_migrate.py", "test_first_schema.py"}
"""Make databases of a fixed name, once for each server."""

_TYPICAL = (
    "tests/domain/test_tokens.py",
    "tests/db/test_approvals.py",
    "tests/security/test_s38_routes.py",
)

LONGEST = 600
"""Seconds that one file of tests may take."""


@dataclass
class Reach:
    """What was recorded: the tests of each block, and what each test costs and touches.

    `unrecorded`: files of tests that are not recorded yet.
    """

    tests: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: dict[str, float] = field(default_factory=dict)
    breadth: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    at_import: set[str] = field(default_factory=set)
    unrecorded: list[str] = field(default_factory=list)


def files_of_tests(root: Path) -> list[str]:
    found = [sorted((root / "tests" / folder).rglob("test_*.py")) for folder in FOLDERS]
    return [
        str(path.relative_to(root)) for paths in found for path in paths if path.name not in _ALONE
    ]


def read(root: Path, store: Path) -> Reach:
    """Read what was recorded of the files of tests as they are now."""
    reach = Reach()
    imported = store / "imports.json"
    if imported.exists():
        reach.at_import.update(json.loads(imported.read_text()))
    for file in files_of_tests(root):
        place, digest = _place(store, file), _digest(root / file)
        known = json.loads(place.read_text()) if place.exists() else {}
        if known.get("digest") != digest:
            reach.unrecorded.append(file)
            continue
        reach.hashes[file] = digest
        for test, (seconds, numbers) in known["tests"].items():
            reach.seconds[test], reach.breadth[test] = seconds, len(numbers)
            for number in numbers:
                reach.tests[known["blocks"][number]].add(test)
    return reach


def record(root: Path, store: Path, files: Sequence[str], until: float) -> None:
    """Record these files one after another, as far as the time (`time.monotonic`) goes.

    This process imports the product with probes in it, and is of no use for anything else then.
    """
    store.mkdir(parents=True, exist_ok=True)
    probes = _Probes()
    import_all(root)
    (store / "imports.json").write_text(json.dumps(sorted(probes.reached)))
    for file in files:
        if time.monotonic() > until:
            return
        place = _place(store, file)
        in_a_fork(lambda: _record(root, file, place, probes), LONGEST, place.with_suffix(".log"))  # noqa: B023 -- it is run at once


def import_all(root: Path) -> None:
    """Import all modules of the product, and what pytest and most tests need."""
    import_product(root)
    with redirect_stdout(StringIO()):
        run_pytest([*_TYPICAL, "--collect-only"], object())


def import_product(root: Path) -> None:
    for name in _modules(root):
        __import__(name)


def _modules(root: Path) -> Iterator[str]:
    for top in PROBED:
        for path in sorted((root / top).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if not {"migrations", "demo", "__main__"} & {*parts}:
                yield ".".join(parts).removesuffix(".__init__")


def _record(root: Path, file: str, place: Path, probes: "_Probes") -> None:
    run_pytest([file], probes)
    names: dict[str, int] = {}
    tests = {
        test: (seconds, [names.setdefault(name, len(names)) for name in sorted(reached)])
        for test, (seconds, reached) in probes.passed.items()
    }
    known = {"digest": _digest(root / file), "blocks": [*names], "tests": tests}
    place.write_text(json.dumps(known))


def _place(store: Path, file: str) -> Path:
    return store / (file.replace("/", ".") + ".json")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


class _Probes:
    """Puts a call into each block of what is imported from now on, and notes who reaches it."""

    def __init__(self) -> None:
        self.reached: set[str] = set()
        self.passed: dict[str, tuple[float, set[str]]] = {}
        builtins.reached_block = self._reach  # type: ignore[attr-defined]  # for the probes
        sys.meta_path.insert(0, _ProbingFinder())

    def _reach(self, block: str) -> None:
        self.reached.add(block)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.reached, self._failed, began = set(), False, time.monotonic()
        result = yield
        if not self._failed:
            took = round(time.monotonic() - began, 3)
            self.passed[item.nodeid] = took, self.reached
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed = self._failed or report.failed


class _ProbingFinder:
    def find_spec(
        self, name: str, path: Sequence[str] | None, _: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] not in PROBED:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _ProbingLoader(spec.loader.name, spec.loader.path)
        return spec


class _ProbingLoader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 -- as Python asks for it
        path = Path(self.path)
        tree = ast.parse(path.read_bytes())
        for block in [*blocks(tree)]:
            _put_probe(block.statements, block.name(str(path.relative_to(Path.cwd()))))
        return compile(ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True)


def _put_probe(statements: list[ast.stmt], name: str) -> None:
    probe = ast.parse(f"reached_block({name!r})").body[0]
    match statements[0]:
        case ast.Expr(value=ast.Constant(value=str())):
            statements.insert(1, probe)
        case _:
            statements.insert(0, probe)
