"""Writes into docs/security.md, under each line, the files whose tests carry its number.

Run it as `python -m tests.deployment.security_catalogue`, which `make lists` does.
"""

import re
import textwrap
from collections import defaultdict

from tests.deployment.files import PROJECT

CATALOGUE = PROJECT / "docs/security.md"
_NUMBERED = re.compile(r"def test_((?:s[0-9]{2}_)+)")


def files_by_line() -> dict[str, tuple[str, ...]]:
    """The files whose tests are named after each line, in the order of the lines."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in (PROJECT / "tests").rglob("test_*.py"):
        for names in _NUMBERED.findall(path.read_text()):
            for line in re.findall("s[0-9]{2}", names):
                found[line.upper()].add(str(path.relative_to(PROJECT)))
    return {line: tuple(sorted(found[line])) for line in sorted(found)}


def with_tests(text: str) -> str:
    """The catalogue's text with the lists of files as they are now."""
    files = files_by_line()
    blocks = re.split(r"^(?=- \*\*S|## |$)", text, flags=re.MULTILINE)
    return "".join(_with_its_tests(block, files) for block in blocks)


def _with_its_tests(block: str, files: dict[str, tuple[str, ...]]) -> str:
    if not block.startswith("- **S"):
        return block
    says = block.partition("\n  Tests: ")[0].rstrip("\n")
    names = ", ".join(f"`{name}`" for name in files.get(block[4:7], ()))
    if not names:
        return f"{says}\n"
    listed = textwrap.fill(
        f"Tests: {names}",
        width=118,
        initial_indent="  ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"{says}\n{listed}\n"


if __name__ == "__main__":
    CATALOGUE.write_text(with_tests(CATALOGUE.read_text()))
