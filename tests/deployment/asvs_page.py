"""Writes docs/asvs.md from docs/asvs.tsv, which people write; `make lists` does it."""

import csv
import re
from collections import Counter
from dataclasses import dataclass

from tests.deployment.asvs_numbers import levels
from tests.deployment.files import PROJECT

TABLE, PAGE = PROJECT / "docs/asvs.tsv", PROJECT / "docs/asvs.md"
STATES = {
    "met": "met: by what is named",
    "operator": "left to who operates it: what there is for it",
    "n/a": "not applicable: why",
    "unmet": "**unmet**: what is missing",
}
CHAPTERS = dict(
    enumerate(
        (
            "Encoding and sanitization",
            "Validation and business logic",
            "Web frontend",
            "API and web service",
            "File handling",
            "Authentication",
            "Session management",
            "Authorization",
            "Self-contained tokens",
            "OAuth and OIDC",
            "Cryptography",
            "Secure communication",
            "Configuration",
            "Data protection",
            "Secure coding and architecture",
            "Logging and error handling",
            "WebRTC",
        ),
        1,
    )
)
_MADE = "<!-- made by `make lists` from docs/asvs.tsv -->"


@dataclass(frozen=True)
class Requirement:
    """One requirement; `how` cites lines of docs/security.md and files, or says why not."""

    number: str
    state: str
    asks: str
    how: str

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])

    @property
    def lines(self) -> list[str]:
        """The lines of the catalogue that it cites."""
        return re.findall(r"\bS[0-9]{2}\b", self.how)

    @property
    def files(self) -> list[str]:
        """The files that it cites."""
        return re.findall(r"`([\w.-]+/[\w./-]+|[\w-]+\.(?:md|toml))`", self.how)


def requirements() -> list[Requirement]:
    """All, in the order of their numbers."""
    with TABLE.open(newline="") as table:
        _, *rows = csv.reader(table, dialect="excel-tab", quoting=csv.QUOTE_NONE)
    return [Requirement(*row) for row in rows]


def page() -> str:
    """The page as it is to be."""
    found = requirements()
    counted = Counter(each.state for each in found)
    told = ", ".join(f"{counted[state]} {state}" for state in STATES)
    missing = (each for each in found if each.state == "unmet")
    unmet = "\n".join(f"- {each.number} {each.asks}: {each.how}." for each in missing)
    return "\n".join(
        (
            "# OWASP ASVS 5.0, level 2",
            "",
            _MADE,
            "",
            "Every requirement of levels 1 and 2 of the Application Security Verification Standard",
            "5.0.0, in our words, and what meets it: lines of [security.md](security.md) with",
            "their tests, and files. It is our own look, nobody else's verdict.",
            f"Of {len(found)}: {told}.",
            "",
            "## What is unmet",
            "",
            unmet,
            *(line for chapter in CHAPTERS for line in _chapter(chapter, found)),
            "",
        )
    )


def _chapter(chapter: int, found: list[Requirement]) -> list[str]:
    known = levels()
    rows = [
        f"| {each.number} | {known[each.number]} | {each.asks} | {_state(each)}{each.how} |"
        for each in found
        if each.chapter == chapter
    ]
    title = f"## V{chapter} {CHAPTERS[chapter]}"
    return [
        "",
        title,
        "",
        "| number | level | asks for | how |",
        "| --- | --- | --- | --- |",
        *rows,
    ]


def _state(each: Requirement) -> str:
    return {"met": "", "n/a": "not applicable: ", "unmet": "**unmet**: ", "operator": "operator: "}[
        each.state
    ]


if __name__ == "__main__":
    PAGE.write_text(page())
