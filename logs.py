"""How every process writes its log: JSON lines on standard output, and nothing personal (S07)."""

import structlog


def log_as_json() -> None:
    """Write the log of this process as JSON lines to its standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
