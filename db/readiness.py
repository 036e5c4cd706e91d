"""Whether the database can serve this version of the product."""

from pathlib import Path

from db.piccolo_app import APP_CONFIG
from db.tables.enrolment import Application
from db.tables.operation import Outbox

_WANTED = len(list(Path(APP_CONFIG.resolved_migrations_folder_path).glob("inforex_*.py")))


async def migrations_missing() -> int:
    """How many migrations of this version the database has not had; asks the database.

    One that a newer version has migrated has more, and lacks none: one can go back a version.
    """
    rows = await Application.raw("SELECT count(*) FROM migration WHERE app_name = 'inforex'")
    return max(0, _WANTED - int(rows[0]["count"]))


async def news_waiting() -> int:
    """How many rows of the outbox Temporal has not had yet."""
    waiting: int = await Outbox.count().where(Outbox.delivered_at.is_null())
    return waiting
