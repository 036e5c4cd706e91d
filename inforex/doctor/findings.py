"""What was found of one thing that a start needs."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How things stand; only `WRONG` is to be mended before a start."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One line of the answer. `about`: what was looked at; `remedy`: how to mend it."""

    about: str
    standing: Standing
    says: str
    remedy: str = ""


def ok(about: str, says: str) -> Finding:
    """As it should be."""
    return Finding(about, Standing.OK, says)


def note(about: str, says: str, remedy: str) -> Finding:
    """It works, and somebody should know."""
    return Finding(about, Standing.NOTE, says, remedy)


def wrong(about: str, says: str, remedy: str) -> Finding:
    """Something will not work until it is mended."""
    return Finding(about, Standing.WRONG, says, remedy)


def unknown(about: str, says: str) -> Finding:
    """It could not be looked at; says what is in the way."""
    return Finding(about, Standing.UNKNOWN, says)
