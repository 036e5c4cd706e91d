"""A company that leaves is told when its data is deleted, and that is what counts."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "until when the data of a company that leaves is kept"

STATEMENTS = """
ALTER TABLE cancellation ADD COLUMN kept_until timestamptz;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
