"""What Piccolo's tables cannot say: the indexes of what administrators did."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-22T14:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of the console"

FORWARDS = (
    "CREATE INDEX console_act_application ON console_act (application, id)"
    " WHERE application IS NOT NULL",
    "CREATE INDEX console_act_company ON console_act (company, id) WHERE company IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
