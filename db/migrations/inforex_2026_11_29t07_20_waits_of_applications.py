"""Open applications are listed by how long they wait."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "waits of applications"

STATEMENTS = """
CREATE INDEX application_waits ON application (stage_since, application_number)
    WHERE closed_at IS NULL;
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
