"""All mutants of a family, those of what matters most first, each with the code that it is in."""

import ast
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from rig.mutation.blocks import Block, blocks
from rig.mutation.edits import Edit, Source
from rig.mutation.python_mutants import guards, rules
from rig.mutation.sql_mutants import statements


@dataclass(frozen=True)
class Family:
    """What is mutated together, and how; `first`: the files that are the most to be feared for."""

    name: str
    folders: tuple[str, ...]
    edits: tuple[Callable[[Source], Iterator[Edit]], ...]
    first: tuple[str, ...]


FAMILIES = (
    Family(
        "domain",
        ("domain",),
        (rules,),
        (
            *("*/procedure.py", "*/state.py", "*/standing.py", "*/acts.py", "*/tokens.py"),
            *("*/console_roles.py", "*/logins.py", "*/limits.py", "*/login_limits.py"),
            *("*/screening.py", "*/passwords.py", "*/second_factor.py", "*/identifiers.py"),
            *(
                "*/disclosure.py",
                "*/outcome.py",
                "*/signing.py",
                "*/sealing.py",
                "*/mail_shares.py",
            ),
            *("*/deputies.py", "domain/companies/*", "domain/enrolment/*"),
        ),
    ),
    Family(
        "sql",
        ("db",),
        (statements, guards),
        (
            *("*/approvals.py", "*/links.py", "db/identity/*", "*/throttle.py", "*/issue.py"),
            *(
                "*/applicant_acts.py",
                "*/contact_requests.py",
                "*/reviews.py",
                "db/enrolment/steps.py",
            ),
            *("*/deputies.py", "*/role_handover.py", "*/account_changes.py", "*/account_links.py"),
            *("*/members/sessions.py", "db/access/*", "db/companies/*", "*/revocations.py"),
            *("*/cancellation_proposals.py", "*/administrators.py", "db/outbox.py", "*/mails.py"),
            *("*/shares.py", "*/kept_answers.py", "db/enrolment/*", "db/members/*"),
        ),
    ),
    Family(
        "web",
        ("web", "activities"),
        (guards,),
        (
            *("*/guards.py", "*/links.py", "*/csrf.py", "*/staff_only.py", "*/members_only.py"),
            *("web/login/*", "web/wholesaler/*", "web/throttle.py", "web/console/acts.py"),
            *(
                "*/__init__.py",
                "web/console/application/*",
                "web/console/accounts/*",
                "web/portal/*",
            ),
            *("web/console/*", "activities/*", "web/applicant/*"),
        ),
    ),
)

REFUSES = {
    *("lock left out", "waits for locks of others", "conflict is an error", "check left out"),
    *("refusal left out", "guard left out", "permission weakened", "change unguarded"),
}
"""What refuses or waits, and what a change is guarded by; other conditions and steps come after,
for many of them only show something."""

_NOT_THE_PRODUCT = {"migrations", "tables", "demo", "__main__.py"}


@dataclass(frozen=True)
class Mutant:
    """One edit of one file.

    `block`: the innermost one that a test has to reach, None outside of functions. `function`: the
    outermost function or method, empty there. `key`: of the file and of the text of the statement
    of the module that it is in, so that it is known again while that stays the same.
    """

    family: str
    source: Source
    edit: Edit
    block: Block | None
    function: str
    statement: ast.stmt
    key: str

    @property
    def file(self) -> str:
        return self.source.file

    @property
    def line(self) -> int:
        return self.source.line(self.edit.start)

    @property
    def where(self) -> str:
        return self.block.name(self.file) if self.block else ""

    @property
    def before(self) -> str:
        """What was there, in one line."""
        text = self.source.text[self.edit.start : self.edit.end].decode()
        return " ".join(text.split())[:100] or " ".join(self.edit.after.decode().split())[:100]

    @property
    def text(self) -> bytes:
        return self.source.with_edit(self.edit)


def mutants(root: Path, family: Family, only: str = "*") -> list[Mutant]:
    """All of a family, whose file matches `only`, in the order in which they are to be run."""
    found = [
        mutant
        for path in _files(root, family)
        if fnmatch(path, only)
        for mutant in mutants_of(
            family.name, Source(path, (root / path).read_bytes()), family.edits
        )
    ]
    return sorted(found, key=lambda mutant: (*_rank(family, mutant), mutant.key))


def mutants_of(
    family: str, source: Source, edits: Sequence[Callable[[Source], Iterator[Edit]]]
) -> Iterator[Mutant]:
    """All mutants of one source, each once: the first of those that are the same."""
    once: dict[str, Mutant] = {}
    for mutant in _mutants_of(family, source, edits):
        once.setdefault(mutant.key, mutant)
    yield from once.values()


def _mutants_of(
    family: str, source: Source, edits: Sequence[Callable[[Source], Iterator[Edit]]]
) -> Iterator[Mutant]:
    known = [*blocks(source.tree)]
    for edit in (edit for make in edits for edit in make(source)):
        inside = [block for block in known if _is_in(source, block, edit.start)]
        place = edit.start if edit.noticed_at is None else edit.noticed_at
        around = [block for block in known if _is_in(source, block, place)]
        innermost = min(around, key=lambda block: _size(source, block), default=None)
        outermost = max(inside, key=lambda block: _size(source, block), default=None)
        statement = next(
            one for one in source.tree.body if _begin(source, one) <= edit.start < source.end(one)
        )
        yield Mutant(
            family,
            source,
            edit,
            innermost,
            outermost.function if outermost else "",
            statement,
            _key(source, edit, statement),
        )


def _files(root: Path, family: Family) -> Iterator[str]:
    for folder in family.folders:
        for path in sorted((root / folder).rglob("*.py")):
            relative = path.relative_to(root)
            if not _NOT_THE_PRODUCT & {*relative.parts}:
                yield str(relative)


def _rank(family: Family, mutant: Mutant) -> tuple[bool, int]:
    ranks = (rank for rank, pattern in enumerate(family.first) if fnmatch(mutant.file, pattern))
    return mutant.edit.kind not in REFUSES, next(ranks, len(family.first))


def _is_in(source: Source, block: Block, place: int) -> bool:
    first, last = block.statements[0], block.statements[-1]
    return _begin(source, first) <= place < source.end(last)


def _size(source: Source, block: Block) -> int:
    return source.end(block.statements[-1]) - source.start(block.statements[0])


def _begin(source: Source, statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return source.start(decorators[0] if decorators else statement)


def _key(source: Source, edit: Edit, statement: ast.stmt) -> str:
    begin, end = _begin(source, statement), source.end(statement)
    # An edit may end what is cut off after the statement's last byte.
    mutated = source.text[begin : edit.start] + edit.after + source.text[edit.end : end]
    return hashlib.sha256(b"\0".join((source.file.encode(), mutated))).hexdigest()[:16]
