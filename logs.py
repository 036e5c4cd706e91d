"""How every process writes its log: JSON lines on standard output, and nothing personal (S07).

`info` is as it should be; `warning` did not go as meant, and is tried again or shown to somebody;
`error` is for operators to mend. Each says what was tried (`tried`), and the trouble by its name
and code. A fault that repeats is told at once, and then counted.
"""

import atexit
import errno
import logging
import re
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from repeated_faults import RepeatedFaults

LONGEST_MESSAGE = 500
# How Temporal's client words what a server answered while it connected.
_STATUS = re.compile(r"Status \{ code: (\w+)")


def log_as_json() -> None:
    """Write the log of this process, and what libraries say, as JSON lines to standard output."""
    atexit.register(tell_what_was_counted)
    if not any(isinstance(each, _OfLibraries) for each in logging.root.handlers):
        logging.root.addHandler(_OfLibraries(logging.WARNING))
    structlog.configure(
        processors=[
            RepeatedFaults(_say),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: _Lines(),
    )


def tell_what_was_counted() -> None:
    """Tell of the faults that came again, before a process ends."""
    atexit.unregister(tell_what_was_counted)
    for each in structlog.get_config()["processors"]:
        if isinstance(each, RepeatedFaults):
            each.tell()


def _say(level: str, event: str, fields: dict[str, Any]) -> None:
    getattr(structlog.get_logger(), level)(event, **fields)


class _Lines(structlog.PrintLogger):
    """Loses a line that finds no room, on a full disk, rather than the work that it tells of."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def tell_stuck(process: str, kind: str, reason: str) -> None:
    """Tell operators once that a process begins not to go on; `reason`: nothing personal."""
    structlog.get_logger().error("process.stuck", process=process, kind=kind, reason=reason)


def trouble_of(error: BaseException) -> dict[str, str]:
    """What a log line says of an error: its name, its code if it has one, and its words if it may.

    The words of PostgreSQL and its driver quote rows and parameters, those of most errors anything;
    Temporal's name settings, workflows and servers, and the system's what it was asked for.
    """
    # A process without Temporal's client starts sooner, and most commands say no error.
    from temporalio.exceptions import ApplicationError  # noqa: PLC0415
    from temporalio.service import RPCError  # noqa: PLC0415

    said = {"trouble": type(error).__name__, "code": "", "message": ""}
    match error:
        case RPCError():
            said |= {"code": error.status.name, "message": error.message}
        case ApplicationError():
            # Ours, with nothing personal (activities/discretion.py).
            said |= {"code": error.type or "", "message": error.message}
        case asyncpg.PostgresError():
            said |= {"code": error.sqlstate or ""}
        case OSError():
            code = errno.errorcode.get(error.errno or 0, "")
            said |= {"code": code, "message": error.strerror or ""}
        case RuntimeError():
            # All that a client or a worker says which cannot reach Temporal.
            said |= {"code": _grpc_code(str(error)), "message": str(error)}
    return {name: _one_line(words) for name, words in said.items() if words}


def _grpc_code(words: str) -> str:
    """The code as the log has it everywhere: PERMISSION_DENIED for `code: PermissionDenied`."""
    found = _STATUS.search(words)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", found[1]).upper() if found else ""


def _one_line(words: str) -> str:
    return " ".join(words.split())[:LONGEST_MESSAGE]


class _OfLibraries(logging.Handler):
    """What libraries log, by their template and the error's name: their values may be anybody's."""

    def emit(self, record: logging.LogRecord) -> None:
        # Temporal adds to a template all that it knows of the step.
        says = str(record.msg).partition("\n")[0].partition(" ({")[0]
        step = getattr(record, "temporal_activity", {})
        error = record.exc_info[1] if record.exc_info else None
        fields = {
            "library": record.name,
            "says": _one_line(says),
            "process": step.get("workflow_id"),
            "tried": step.get("activity_type"),
            **(trouble_of(error) if error else {}),
        }
        level = "error" if record.levelno >= logging.ERROR else "warning"
        _say(level, "library", {name: value for name, value in fields.items() if value})
