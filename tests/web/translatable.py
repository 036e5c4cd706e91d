"""Every text that pages show, found in the sources: the msgids that the catalogues must have."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2.ext import babel_extract

from domain.audit_tags import AuditTag
from domain.mail_kinds import Audience, MailKind

ROOT = Path(__file__).parents[2]
FOR_STAFF_ALONE = {"days.py", "finding.py", "imports", "searches.py", "wholesaler_domains.py"}
"""Rules whose messages only the console and the commands show, which have no English."""
OF_ACCOUNTS = [
    tag
    for tag in AuditTag
    if tag.split(":")[0] in {"id_manager", "member", "mail_server"}
    or tag.split(":")[1] in {"account", "access", "manager", "deputy"}
    or tag is AuditTag.WORKFLOW_IDS_ISSUE
]
"""What the log tells of an account."""

JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def in_templates() -> Iterator[str]:
    for path in sorted((ROOT / "web" / "templates").rglob("*.html")):
        if "console" in path.relative_to(ROOT).parts:
            continue
        with path.open("rb") as file:
            found = babel_extract(file, ("_", "gettext"), [], {"trimmed": "false"})
            for _, _, message, _ in found:
                text = message[0] if isinstance(message, tuple) else message
                if text is not None:
                    yield text


def in_pages() -> Iterator[str]:
    """All Japanese in the code of the pages is shown to people, but for that of the PDF."""
    for path in sorted((ROOT / "web").rglob("*.py")):
        if path.parent.name == "terms" or "console" in path.relative_to(ROOT).parts:
            continue
        yield from _japanese(ast.parse(path.read_text()))


def in_rules() -> Iterator[str]:
    """The rules' messages, the labels, and the places; other Japanese there is data."""
    for path in sorted((ROOT / "domain").rglob("*.py")):
        if FOR_STAFF_ALONE & set(path.relative_to(ROOT).parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _raises_message(node):
                yield from _japanese(node)
            if path.name in {"disclosure.py", "form.py", "places.py"} and isinstance(
                node, ast.Assign
            ):
                yield from _japanese(node)


def in_own_data() -> Iterator[str]:
    """The acts and mails that a member's own data tells of."""
    yield from (tag.label for tag in OF_ACCOUNTS)
    yield from (kind.label for kind in MailKind if kind.audience is Audience.MEMBER)


def _raises_message(call: ast.Call) -> bool:
    return ast.unparse(call.func) in {"InvalidInput", "super().__init__"}


def _japanese(tree: ast.AST) -> Iterator[str]:
    docstrings = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str) and JAPANESE.search(node.value):
            yield node.value
