"""A seal for each event of the audit log, under a key that the database never sees (S42)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a seal for each event"

STATEMENT = """
CREATE TABLE event_seal (
    event bigint PRIMARY KEY,
    before bigint,
    digest bytea NOT NULL,
    key varchar(8) NOT NULL,
    mac bytea NOT NULL
);
CREATE TRIGGER event_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENT)

    manager.add_raw(run)
    return manager
