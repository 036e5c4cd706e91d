"""Pieces of code that run as one: a function's body, and each branch inside it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef

_LISTS = ("body", "orelse", "finalbody")


@dataclass(frozen=True)
class Block:
    """Statements that follow one another; `function` is named as `code.co_qualname` has it.

    `number`: 0 is the whole body, the others are the branches in it as they are written.
    """

    function: str
    number: int
    statements: list[ast.stmt]

    def name(self, file: str) -> str:
        return f"{file}:{self.function}#{self.number}"


def functions(tree: ast.AST, within: str = "") -> Iterator[tuple[str, Function]]:
    """All functions and methods of a module, those inside others too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield within + node.name, node
            yield from functions(node, f"{within}{node.name}.<locals>.")
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{within}{node.name}.")
        else:
            yield from functions(node, within)


def blocks(tree: ast.AST) -> Iterator[Block]:
    """All blocks of the functions of a module."""
    for name, function in functions(tree):
        for number, statements in enumerate(_lists_of_statements(function)):
            yield Block(name, number, statements)


def _lists_of_statements(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in _LISTS:
        statements = getattr(node, name, None)
        if statements and isinstance(statements, list):
            yield statements
            for statement in statements:
                if not isinstance(statement, Function | ast.ClassDef):
                    yield from _lists_of_statements(statement)
    for part in [*getattr(node, "handlers", ()), *getattr(node, "cases", ())]:
        yield from _lists_of_statements(part)
