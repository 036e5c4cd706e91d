"""What differed between the facts and Temporal, and could not be mended, for metrics."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T08:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "differences between the facts and Temporal"

STATEMENT = """
CREATE TABLE difference (
    workflow varchar(80) PRIMARY KEY,
    kind varchar(20) NOT NULL,
    since timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
)
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENT)

    manager.add_raw(run)
    return manager
