"""How every process writes its log: JSON lines on standard output, and nothing personal (S07)."""

import errno
import re
from contextlib import suppress

import asyncpg
import structlog
from temporalio.service import RPCError

LONGEST_MESSAGE = 500
# How Temporal's client words what a server answered while it connected.
_STATUS = re.compile(r"Status \{ code: (\w+)")


def log_as_json() -> None:
    """Write the log of this process as JSON lines to its standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: _Lines(),
    )


class _Lines(structlog.PrintLogger):
    """Loses a line that finds no room, on a full disk, rather than the work that it tells of."""

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def trouble_of(error: BaseException) -> dict[str, str]:
    """What a log line says of an error: its name, its code if it has one, and its words if it may.

    The words of PostgreSQL and its driver quote rows and parameters, those of most errors anything;
    Temporal's name settings, workflows and servers, and the system's what it was asked for.
    """
    said = {"trouble": type(error).__name__, "code": "", "message": ""}
    match error:
        case RPCError():
            said |= {"code": error.status.name, "message": error.message}
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
