"""The Japanese texts that stand in code, as Python reads them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def japanese_in(file: Path) -> set[str]:
    """Every string with Japanese in a file, without docstrings, comments and parts of f-strings."""
    return set(_strings(ast.parse(file.read_text())))


def _strings(tree: ast.AST) -> Iterator[str]:
    others = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr):
            others |= {id(part) for part in each.values}
        if isinstance(each, ast.Constant) and id(each) not in others:
            text = each.value
            if isinstance(text, str) and _JAPANESE.search(text):
                yield text
