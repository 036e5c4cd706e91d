"""The case that a mail to the administrators is about: in its subject, and what threads it."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from mail.harmless_text import Harmless

_LONGEST_NAME = 40
# Not U+0020, which Python's folding of a long header loses between two encoded words.
_SPACE = "\u3000"


@dataclass(frozen=True)
class Case:
    """What it is known by; `reference`: 受付番号 or 企業ID. The name may be empty."""

    reference: str
    company_name: Harmless

    @property
    def words(self) -> str:
        """Number and company on one line, which ends no header; of a long name its start."""
        seen = "".join(sign if sign.isprintable() else " " for sign in self.company_name)
        name = _SPACE.join(seen.split())
        shown = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        return f"{self.reference}{_SPACE}{shown}" if shown else self.reference


@runtime_checkable
class AboutACase(Protocol):
    """A letter to the administrators that is about one case."""

    @property
    def case(self) -> Case: ...


@dataclass(frozen=True)
class AboutACompany:
    """What a letter to the administrators about a company is known by."""

    company_id: str
    company_name: Harmless

    @property
    def case(self) -> Case:
        """Which company it is about."""
        return Case(self.company_id, self.company_name)
