"""What a mutant changes in a source: one place, other bytes, the same lines."""

import ast
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate


@dataclass(frozen=True)
class Edit:
    """Bytes from `start` to `end` become `after`; `kind` says what that does.

    `noticed_at`: where else a test has to come by to notice it, as the branch of a condition.
    """

    kind: str
    start: int
    end: int
    after: bytes
    noticed_at: int | None = None


@dataclass(frozen=True)
class Source:
    """A Python file as bytes, by which `ast` counts columns."""

    file: str
    text: bytes

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *accumulate(len(line) for line in self.text.splitlines(keepends=True))]

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        if node.end_lineno is None or node.end_col_offset is None:
            raise ValueError("a node that is in no source")
        return self._lines[node.end_lineno - 1] + node.end_col_offset

    def line(self, place: int) -> int:
        return self.text.count(b"\n", 0, place) + 1

    def of(self, node: ast.expr | ast.stmt) -> bytes:
        return self.text[self.start(node) : self.end(node)]

    def around(self, kind: str, node: ast.expr | ast.stmt, before: str, after: str) -> Edit:
        """Put something before and after a node, so that its names stay what they are."""
        start, end = self.start(node), self.end(node)
        return Edit(kind, start, end, before.encode() + self.text[start:end] + after.encode())

    def instead(self, kind: str, node: ast.expr | ast.stmt, after: str) -> Edit:
        return Edit(kind, self.start(node), self.end(node), after.encode())

    def with_edit(self, edit: Edit) -> bytes:
        return self.text[: edit.start] + edit.after + self.text[edit.end :]
