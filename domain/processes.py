"""What Temporal drives: every process has an id, which is its workflow's."""

import re
from enum import StrEnum


class ProcessKind(StrEnum):
    """What a process is about; but for an enrolment, its id is `kind-number`."""

    ENROLMENT = "enrolment"
    LETTERS = "letters"
    COMPANY_CHANGE = "change"
    CANCELLATION = "cancellation"
    ACCESS_CHANGE = "access"
    IMPORT = "import"
    DIGEST = "digest"


def process_id(kind: ProcessKind, number: int) -> str:
    """The id of a process that is no enrolment; the id of an enrolment is its 受付番号."""
    return f"{kind}-{number}"


def kind_of(process: str) -> ProcessKind:
    """What a process is about."""
    kind, _, number = process.partition("-")
    if re.fullmatch("[0-9]+", kind):
        return ProcessKind.ENROLMENT
    if kind not in set(ProcessKind) or not re.fullmatch("[0-9]+", number):
        raise ValueError(f"{process!r} is the id of no process")
    return ProcessKind(kind)


def number_of(process: str) -> int:
    """The number in the id of a process that is no enrolment."""
    return int(process.partition("-")[2])
