"""How long answers take is asked of the latest, which an index finds."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T04:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "latest answers by index"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            "CREATE INDEX decision_latest ON decision (decided_at) WHERE mail_address <> ''"
        )

    manager.add_raw(run)
    return manager
