"""A file of accounts is kept with the lines that are to be corrected, and what was asked of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "lines of account files to correct"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            """
            ALTER TABLE account_import
                ADD COLUMN unknown_columns jsonb NOT NULL DEFAULT '[]',
                ADD COLUMN apostrophes varchar(4) NOT NULL DEFAULT '',
                ADD CONSTRAINT account_import_apostrophes_are_known
                    CHECK (apostrophes IN ('', 'keep', 'drop'));
            """
        )

    manager.add_raw(run)
    return manager
