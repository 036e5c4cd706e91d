"""Which conditions guard a change: those of statements that write or lock."""

import ast
import re
from collections.abc import Iterator

from rig.mutation.edits import Source

_WRITES = re.compile(
    rb"\b(INSERT INTO\b|DELETE FROM\b|UPDATE\s+[\w{]|FOR (NO KEY |KEY )?(UPDATE|SHARE)\b)"
)
_METHODS = {"update", "delete", "lock_rows"}
"""Of Piccolo."""


def of_changes(source: Source) -> set[ast.AST]:
    """All of those statements, and what they are made of that has a name in the same file."""
    statements = [node for node in ast.walk(source.tree) if _writes_or_locks(source, node)]
    names = {part.id for one in statements for part in ast.walk(one) if isinstance(part, ast.Name)}
    pieces = [value for name, value in _named(source.tree) if name in names]
    return {part for one in (*statements, *pieces) for part in ast.walk(one)}


def _writes_or_locks(source: Source, node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()) | ast.BinOp(op=ast.Add()):
            return _WRITES.search(source.of(node)) is not None
        case ast.Call():
            return not _METHODS.isdisjoint(_chained(node))
    return False


def _chained(node: ast.expr) -> Iterator[str]:
    """The names of the methods of `a.b().c()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield node.func.attr
        node = node.func.value


def _named(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Text and conditions with their names: of a constant, a variable, or a function's answer."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.FunctionDef(name=name, body=[*_, ast.Return(value=ast.expr() as value)]):
                pass
            case _:
                continue
        if isinstance(value, ast.Constant | ast.JoinedStr | ast.BinOp):
            yield name, value
