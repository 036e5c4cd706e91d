"""What applications and wholesalers are found by; who writes a name from now on writes its keys."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T03:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys that applications and wholesalers are found by"

KEYS = Path(__file__).parent / "more_keys" / "keys.sql"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(KEYS.read_text())

    manager.add_raw(run)
    return manager
