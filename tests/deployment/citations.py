"""Citations in code, tests and docs, and whether each leads to something in the repository.

What cites: a document with a title, a step or an anchor (`product.md, step 7`), a rule of pages
(`ux 12`), a line of the security catalogue (`S07`), and the path of a file.
"""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.deployment.files import PROJECT

_TEXTS = {".cfg", ".css", ".html", ".js", ".md", ".py", ".sh", ".sql", ".toml", ".yaml", ".yml"}
_NAMED = {"Dockerfile", "Makefile"}
_MADE = {"build", "node_modules", "__pycache__"}
_HIDDEN_BUT_OURS = {".ci", ".github"}
# A comment or docstring goes on in the next line, behind its sign.
_NEXT_LINE = re.compile(r"\s*\n\s*(?:#|//|--|\*)?\s*")
_DOCUMENT = re.compile(
    r"(?<![\w*/-])((?:[\w.-]+/)*[\w-]+(?:\.ja)?\.md)\b(#[\w-]+)?(?:,? \"([^\"]+)\")?"
)
_TITLE_FIRST = re.compile(r"\"([^\"]+)\" in (?:docs/)?([\w-]+\.md)")
_README = re.compile(r"\bREADME, \"([^\"]+)\"")
_STEP = re.compile(r"product\.md, steps? ([0-9]+)(?: (?:to|and) ([0-9]+))?")
_RULES = re.compile(r"\bux ([0-9]+(?:(?:, | to |–)[0-9]+)*)")
_LINE = re.compile(r"\bS[0-9]{2}\b")
_PLACES = (
    "activities|bench|bin|db|deploy|docs|domain|embedded|inforex|mail|relay|requirements|rig|tests|texts"
    "|web|workflows"
)
_PATH = re.compile(
    rf"(?<![\w./-])(?:{_PLACES})(?:/[\w.-]+)*/[\w-]+\.(?:py|html|css|js|sh|yml|yaml|md|sql|typ)\b"
)
_NOWHERE = re.compile(r"\bthe procedure(?:, steps?)? \(?[0-9]|\bfacts [A-G]\b|\bux\.md\b")


def cited_texts() -> Iterator[tuple[Path, str]]:
    """Every text of the repository that may cite, by its path in it."""
    for folder, inside, names in os.walk(PROJECT):
        inside[:] = sorted(name for name in inside if _is_ours(name))
        for path in (Path(folder, name) for name in sorted(names)):
            if path.suffix in _TEXTS or path.name in _NAMED:
                yield path.relative_to(PROJECT), path.read_text()


def lost(text: str, *, above: Path = Path()) -> list[str]:
    """The citations of a text that lead nowhere; `above`: the directory in which it stands."""
    flat = _flat(text)
    found = [
        *(match[0] for match in _DOCUMENT.finditer(flat) if not _document_is_there(match, above)),
        *(match[0] for match in _TITLE_FIRST.finditer(flat) if not _has_title(match[2], match[1])),
        *(match[0] for match in _README.finditer(flat) if not _has_title("README.md", match[1])),
        *(match[0] for match in _STEP.finditer(flat) if not _steps_are_there(match)),
        *(match[0] for match in _RULES.finditer(flat) if not _rules_are_there(match[1])),
        *(line for line in _LINE.findall(flat) if line not in catalogue()),
        *(path for path in _PATH.findall(flat) if not (PROJECT / path).exists()),
        *(match[0] for match in _NOWHERE.finditer(flat)),
    ]
    return list(dict.fromkeys(found))


def cites(text: str) -> int:
    """How many documents, rules and lines a text cites."""
    flat = _flat(text)
    kinds = (_DOCUMENT, _RULES, _LINE, _PATH, _NOWHERE)
    return sum(len(list(kind.finditer(flat))) for kind in kinds)


@cache
def catalogue() -> dict[str, tuple[str, ...]]:
    """The lines of the security catalogue, each with the files that it names."""
    entries = re.split(r"^(?=- \*\*S)", document("docs/security.md"), flags=re.MULTILINE)[1:]
    return {
        entry[4:7]: tuple(re.findall(r"`(tests/[\w/]+\.py)`", entry.partition("\n## ")[0]))
        for entry in entries
    }


@cache
def document(name: str) -> str:
    """A document of the repository; empty when there is none of that path."""
    path = PROJECT / name
    return path.read_text() if path.is_file() else ""


@cache
def titles(name: str) -> frozenset[str]:
    """The titles in a document, as they are written there."""
    return frozenset(re.findall(r"^#+ (.+)$", document(name), re.MULTILINE))


def anchor(title: str) -> str:
    """The anchor that hosts of Markdown give to a title."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _flat(text: str) -> str:
    """The text in one line, quotation marks as they are read."""
    return _NEXT_LINE.sub(" ", text).replace("\\'", "'")


def _is_ours(folder: str) -> bool:
    return folder not in _MADE and (not folder.startswith(".") or folder in _HIDDEN_BUT_OURS)


def _where(name: str, above: Path) -> str:
    """The path of a cited document; a bare name is one of `docs`, or of the top."""
    for place in (above / name, Path("docs") / name, Path(name)):
        plain = (PROJECT / place).resolve()
        if plain.is_file() and plain.is_relative_to(PROJECT):
            return str(plain.relative_to(PROJECT))
    return ""


def _document_is_there(cited: re.Match[str], above: Path) -> bool:
    where = _where(cited[1], above)
    anchors = {f"#{anchor(title)}" for title in titles(where)}
    return (
        bool(where)
        and (cited[2] is None or cited[2] in anchors)
        and (cited[3] is None or cited[3] in titles(where))
    )


def _has_title(name: str, title: str) -> bool:
    return title in titles(_where(name, Path()))


def _steps_are_there(cited: re.Match[str]) -> bool:
    path = (
        document("docs/product.md").partition("## The applicant's path\n")[2].partition("\n## ")[0]
    )
    steps = set(re.findall(r"^([0-9]+)\. ", path, re.MULTILINE))
    return {cited[1], cited[2] or cited[1]} <= steps


def _rules_are_there(numbers: str) -> bool:
    rules = set(re.findall(r"^- \*\*ux ([0-9]+)\*\*", document("docs/pages.md"), re.MULTILINE))
    return set(re.findall("[0-9]+", numbers)) <= rules
