"""What the auditor's last look found, for metrics."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "breaches that the auditor found"

STATEMENT = """
CREATE TABLE breach (
    id bigserial PRIMARY KEY,
    law varchar(40) NOT NULL,
    subject varchar(80) NOT NULL,
    found text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
)
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENT)

    manager.add_raw(run)
    return manager
