"""People, parts of mail addresses and telephone numbers are found.

Whoever issues an account waits until the indexes stand.
"""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of people, addresses and telephones"

STATEMENTS = Path(__file__).with_name("finding") / "keys.sql"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(f"SET LOCAL maintenance_work_mem = '512MB';{STATEMENTS.read_text()}")

    manager.add_raw(run)
    return manager
