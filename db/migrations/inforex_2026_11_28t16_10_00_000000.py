"""What Piccolo's tables cannot say: the indexes by which news are found that are to be delivered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-28T16:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of news that wait"

FORWARDS = (
    "CREATE INDEX outbox_fresh ON outbox (id) WHERE delivered_at IS NULL AND held_until IS NULL",
    "CREATE INDEX outbox_held ON outbox (held_until)"
    " WHERE delivered_at IS NULL AND held_until IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
