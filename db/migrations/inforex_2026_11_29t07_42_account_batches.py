"""Many accounts are stopped, deleted or changed at once; what is asked for waits for a preview."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "batches of accounts"

STATEMENTS = """
CREATE TABLE account_batch (
    id bigserial PRIMARY KEY,
    company varchar(8) NOT NULL
        REFERENCES company ON DELETE CASCADE ON UPDATE RESTRICT,
    kind varchar(6) NOT NULL,
    lines jsonb NOT NULL DEFAULT '[]',
    unknown_columns jsonb NOT NULL DEFAULT '[]',
    made_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    done_at timestamptz,
    accounts integer NOT NULL DEFAULT 0,
    CONSTRAINT account_batch_kind_is_known CHECK (kind IN ('stop', 'delete', 'change'))
);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
