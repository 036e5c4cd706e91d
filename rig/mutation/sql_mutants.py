"""Mutants of the SQL in strings: one condition, one lock, one `ON CONFLICT … DO NOTHING` less.

The SQL of this house is written in one way (keywords in capitals, values as parameters), so that
words and brackets are enough to know its conditions. What is dropped stays in the statement with
its parameters, as `(… OR TRUE)`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rig.mutation.changes import of_changes
from rig.mutation.edits import Edit, Source

# Between strings that Python joins there are quotes and comments; `{…}` is a value or a name.
_TOKEN = re.compile(
    rb"""[frb]{0,2}"{1,3} | \#[ ][^\n]* | --[^\n]* | \s+ | (?P<token>
        \{\{[^{}]*\}\} | \{[^{}]*\} | '(?:[^']|'')*' | [A-Za-z_][\w.]* | [()] | :: | . )""",
    re.VERBOSE,
)
_STATEMENT = re.compile(rb"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|FOR UPDATE|ON CONFLICT)\b")
_BEGINS = {b"WHERE", b"ON", b"HAVING"}
_ENDS = {
    *(b"GROUP", b"ORDER", b"LIMIT", b"OFFSET", b"FOR", b"RETURNING", b"UNION", b"EXCEPT"),
    *(b"WINDOW", b"HAVING", b"WHERE", b"ON", b"JOIN", b"LEFT", b"RIGHT", b"INNER", b"CROSS"),
    *(b"FULL", b"SET", b"DO", b"WHEN", b"THEN", b"ELSE", b"FROM", b"USING", b"VALUES", b","),
}
_OPEN, _CLOSE = {b"(", b"CASE"}, {b")", b"END"}
_DO_NOTHING = re.compile(rb"ON CONFLICT( \([^()]*\))? DO NOTHING")
_LOCK = re.compile(
    rb"FOR (NO KEY )?(UPDATE|SHARE)( OF [\w, ]+?)?( SKIP LOCKED| NOWAIT)?(?=[\s\")])"
)
_SKIP = re.compile(rb"SKIP LOCKED")


@dataclass(frozen=True)
class _Token:
    text: bytes
    start: int
    end: int


def statements(source: Source) -> Iterator[Edit]:
    """Of each string that has SQL in it, all that can be dropped, one at a time."""
    changes, inside = of_changes(source), set[ast.AST]()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            inside.update(part for part in ast.walk(node) if part is not node)
        elif not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if node not in inside and _STATEMENT.search(source.of(node)):
            kind = "change unguarded" if node in changes else "condition dropped"
            yield from _of_string(source.of(node), source.start(node), kind)


def _of_string(text: bytes, offset: int, kind: str) -> Iterator[Edit]:
    """`kind`: of its conditions."""
    tokens = [
        _Token(found["token"], offset + found.start(), offset + found.end())
        for found in _TOKEN.finditer(text)
        if found["token"] is not None
    ]
    for start, end, neutral in _conditions(tokens):
        piece = text[start - offset : end - offset]
        yield Edit(kind, start, end, b"((" + piece + b")" + neutral)
    for pattern, left_out in (
        (_LOCK, "lock left out"),
        (_SKIP, "waits for locks of others"),
        (_DO_NOTHING, "conflict is an error"),
    ):
        for found in pattern.finditer(text):
            start, end = offset + found.start(), offset + found.end()
            yield Edit(left_out, start, end, b"/* " + found.group() + b" */")


def _conditions(tokens: list[_Token]) -> Iterator[tuple[int, int, bytes]]:
    """Where each begins and ends, and the end of what says nothing instead."""
    for place, token in enumerate(tokens):
        if token.text in _BEGINS and _text(tokens, place + 1) != b"CONFLICT":
            yield from _chain(tokens, place + 1, joins=token.text == b"ON")
        elif token.text == b"(" and _text(tokens, place - 1) in {b"AND", b"OR", b"WHERE", b"NOT"}:
            pieces = list(_chain(tokens, place + 1))
            if len(pieces) > 1:
                yield from pieces


def _chain(
    tokens: list[_Token], first: int, *, joins: bool = False
) -> Iterator[tuple[int, int, bytes]]:
    """The conditions from here on that AND and OR join; of a join's own, not the first."""
    pieces, connectors = _pieces(tokens, first)
    for number, (begin, end) in enumerate(pieces):
        if joins and number == 0:
            continue
        beside = connectors[max(0, number - 1) : number + 1]
        neutral = b" AND FALSE)" if beside and set(beside) == {b"OR"} else b" OR TRUE)"
        yield tokens[begin].start, tokens[end - 1].end, neutral


def _pieces(tokens: list[_Token], first: int) -> tuple[list[tuple[int, int]], list[bytes]]:
    pieces: list[tuple[int, int]] = []
    connectors: list[bytes] = []
    depth, begin, between, place = 0, first, False, first
    while place < len(tokens):
        word = tokens[place].text
        if word in _OPEN:
            depth += 1
        elif word in _CLOSE:
            if depth == 0:
                break
            depth -= 1
        elif depth == 0:
            if word == b"BETWEEN":
                between = True
            elif word == b"AND" and between:
                between = False
            elif word in {b"AND", b"OR"}:
                pieces.append((begin, place))
                connectors.append(word)
                begin = place + 1
            elif word in _ENDS and not (
                word == b"FROM" and _text(tokens, place - 1) == b"DISTINCT"
            ):
                break
        place += 1
    pieces.append((begin, place))
    return [piece for piece in pieces if piece[0] < piece[1]], connectors


def _text(tokens: list[_Token], place: int) -> bytes:
    return tokens[place].text if 0 <= place < len(tokens) else b""
