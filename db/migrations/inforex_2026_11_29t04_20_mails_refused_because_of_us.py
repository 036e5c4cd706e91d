"""A mail may be refused because of who sends it, whatever its address."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T04:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mails refused because of us"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            """
            ALTER TABLE mail ADD COLUMN about_us boolean NOT NULL DEFAULT false;
            COMMENT ON COLUMN mail.about_us IS
                'It was refused because of us, whatever the address.';
            """
        )

    manager.add_raw(run)
    return manager
