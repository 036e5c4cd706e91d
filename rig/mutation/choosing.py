"""Which tests a mutant is run with: those that reach its code, the likeliest to notice it first."""

import ast
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rig.mutation.blocks import blocks, functions
from rig.mutation.mutants import Mutant
from rig.mutation.reach import PROBED, Reach

OF_GUARDS = {"permission weakened", "guard left out"}


class Choice:
    """Knows what each test reaches, which function uses which name, and what noticed mutants."""

    def __init__(self, root: Path, reach: Reach) -> None:
        self._reach = reach
        self._users: dict[str, set[str]] = defaultdict(set)
        self._bodies: dict[str, set[str]] = defaultdict(set)
        self.noticed: Counter[tuple[str, str, str]] = Counter()
        for top in PROBED:
            for path in sorted((root / top).rglob("*.py")):
                if "migrations" not in path.parts:
                    self._learn(str(path.relative_to(root)), ast.parse(path.read_bytes()))

    def _learn(self, file: str, tree: ast.Module) -> None:
        for block in blocks(tree):
            if block.number == 0:
                for part in block.function.replace("<locals>.", "").split("."):
                    self._bodies[part].add(block.name(file))
        for name, function in functions(tree):
            for used in _names(function):
                self._users[used].add(f"{file}:{name}#0")

    def is_for_memory(self, mutant: Mutant) -> bool:
        """Whether the code is in a block that no import runs, so that it can be swapped."""
        return bool(mutant.where) and mutant.where not in self._reach.at_import

    def tests(self, mutant: Mutant) -> list[str]:
        """All that reach it, in the order in which they are to be run."""
        found = set[str]()
        if mutant.where:
            found |= self._reach.tests.get(mutant.where, set())
        if not self.is_for_memory(mutant):
            for block in self._around(mutant):
                found |= self._reach.tests.get(block, set())
        return sorted(found, key=lambda test: self._place(mutant, test))

    def _around(self, mutant: Mutant) -> Iterator[str]:
        """The functions that a statement of a module names, and those that use what it makes."""
        for name in _names(mutant.statement):
            yield from self._bodies.get(name, ())
        for name in _bound(mutant.statement):
            yield from self._bodies.get(name, ())
            yield from self._users.get(name, ())

    def _place(self, mutant: Mutant, test: str) -> tuple[object, ...]:
        far = mutant.edit.kind in OF_GUARDS and not test.startswith("tests/security/test_s38")
        noticed = self.noticed[mutant.file, mutant.function, test]
        return (far, -noticed, self._reach.breadth[test], self._reach.seconds[test])

    def seconds(self, tests: Sequence[str]) -> float:
        """What they took when they were recorded."""
        return sum(self._reach.seconds[test] for test in tests)

    def digest(self, tests: Sequence[str]) -> str:
        """Of the tests and of their files, so that a survivor is tried again when they change."""
        files = {test.split("::")[0] for test in tests}
        known = sorted((file, self._reach.hashes[file]) for file in files)
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} | {
        part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)
    }


def _bound(statement: ast.stmt) -> set[str]:
    """What a statement of a module makes; of a class its own name and those of its constants."""
    match statement:
        case ast.Assign(targets=targets):
            return {name for target in targets for name in _names(target)}
        case ast.AnnAssign(target=target):
            return _names(target)
        case ast.ClassDef(name=name, body=body):
            return {name}.union(*(_bound(one) for one in body if isinstance(one, ast.Assign)))
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {name}
    return set()
