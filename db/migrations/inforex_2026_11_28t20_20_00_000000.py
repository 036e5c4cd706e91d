"""What Piccolo's tables cannot say: seals are only ever added, as the events that they seal."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-28T20:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the append-only seals"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_ddl(
            "CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
            " ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )

    manager.add_raw(run)
    return manager
