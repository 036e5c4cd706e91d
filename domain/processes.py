"""What Temporal drives: every process has an id, which is its workflow's."""

import re
from enum import StrEnum


class ProcessKind(StrEnum):
    """What a process is about; but for an enrolment, its id is `kind-number`."""

    ENROLMENT = "enrolment"
    LETTERS = "letters"
    COMPANY_CHANGE = "change"
    CANCELLATION = "cancellation"
    IMPORT = "import"
    DIGEST = "digest"


def process_id(kind: ProcessKind, number: int) -> str:
    """The id of a process that is no enrolment; the id of an enrolment is its 受付番号."""
    return f"{kind}-{number}"


def kind_of(process: str) -> ProcessKind:
    """What a process is about."""
    kind, _, number = process.partition("-")
    return ProcessKind.ENROLMENT if re.fullmatch("[0-9]+", kind) else _known(kind, number)


def number_of(process: str) -> int:
    """The number in the id of a process that is no enrolment."""
    return int(process.partition("-")[2])


def _known(kind: str, number: str) -> ProcessKind:
    if not re.fullmatch("[0-9]+", number):
        raise ValueError(f"{kind}-{number} is the id of no process")
    return ProcessKind(kind)
