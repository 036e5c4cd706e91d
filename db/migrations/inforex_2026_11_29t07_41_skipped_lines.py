"""An import tells which lines were right and changed nothing, and all that is wrong with a line."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "skipped lines of imports"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            """
            ALTER TABLE import_run ADD COLUMN lines_skipped bigint NOT NULL DEFAULT 0;
            ALTER TABLE import_problem
                ADD COLUMN skipped boolean NOT NULL DEFAULT false,
                ALTER COLUMN problem TYPE varchar(1000);
            """
        )

    manager.add_raw(run)
    return manager
