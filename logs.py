"""How every process writes its log: JSON lines on standard output, and nothing personal (S07)."""

from contextlib import suppress

import structlog


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
