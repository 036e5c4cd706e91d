"""People of the console keep filters of lists, and words of a search stand in no address."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "saved filters"

STATEMENTS = """
CREATE TABLE saved_filter (
    id bigserial PRIMARY KEY,
    administrator bigint NOT NULL REFERENCES administrator ON DELETE CASCADE ON UPDATE CASCADE,
    list varchar(60) NOT NULL,
    name varchar(100) NOT NULL DEFAULT '',
    asked jsonb NOT NULL DEFAULT '{}',
    saved_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX saved_filter_once ON saved_filter (administrator, list, name)
    WHERE name <> '';
CREATE INDEX saved_filter_unnamed ON saved_filter (saved_at) WHERE name = '';
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
