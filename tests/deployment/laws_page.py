"""Writes into docs/laws.md which laws the auditor knows; `make lists` does it."""

import re
from collections.abc import Iterator

from auditor import ids, log, mails, members, seals, stages
from auditor.histories import LAW, SAYS
from auditor.workflows import LAWS
from tests.deployment.files import PROJECT

PAGE = PROJECT / "docs/laws.md"
_MADE = re.compile(r"(<!-- made: laws -->\n).*?(<!-- end -->)", re.DOTALL)


def law_table() -> str:
    """Every law, with what it says."""
    return "\n".join(("| law | says |", "| --- | --- |", *_rows()))


def _rows() -> Iterator[str]:
    for room in (ids, stages, log, mails, members):
        for law in room.LAWS:
            yield f"| `{law.name}` | {law.says} |"
    for name, says in {**seals.LAWS, **LAWS, LAW: SAYS}.items():
        yield f"| `{name}` | {says} |"


def as_made(text: str) -> str:
    """The page's text with the laws as they are now."""
    return _MADE.sub(lambda found: f"{found[1]}\n{law_table()}\n\n{found[2]}", text)


if __name__ == "__main__":
    PAGE.write_text(as_made(PAGE.read_text()))
