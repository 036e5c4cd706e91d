"""Whether the database can serve this version of the product."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.piccolo_app import APP_CONFIG
from db.tables.enrolment import Application
from db.tables.operation import Outbox

_WANTED = len(list(Path(APP_CONFIG.resolved_migrations_folder_path).glob("inforex_*.py")))


async def migrations_missing() -> int:
    """How many migrations of this version the database has not had; asks the database."""
    rows = await Application.raw("SELECT count(*) FROM migration WHERE app_name = 'inforex'")
    return _WANTED - int(rows[0]["count"])


@dataclass(frozen=True)
class Backlog:
    """News that Temporal has yet to hear, and since when the oldest of them wait.

    Those that cannot be delivered are not among them: they are troubles.
    """

    waiting: int
    since: datetime | None


async def news_waiting() -> Backlog:
    """How much of the outbox waits for Temporal."""
    rows = await Outbox.raw(
        """
        SELECT count(*) AS waiting, min(recorded_at) AS since FROM outbox
        WHERE delivered_at IS NULL AND NOT EXISTS (
            SELECT FROM trouble
            WHERE trouble.process = outbox.process AND kind = 'news_undeliverable'
        )
        """
    )
    return Backlog(**rows[0])
