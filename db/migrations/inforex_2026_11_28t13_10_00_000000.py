"""The catalog knows how many application numbers there are (domain/identifiers.py)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-28T13:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the end of the application numbers"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_ddl("ALTER SEQUENCE application_serial MAXVALUE 999999")

    manager.add_raw(run)
    return manager
