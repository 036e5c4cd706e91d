"""An ID manager may have deputies, who consented (S39)."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "deputies of the ID manager"

DEPUTIES = Path(__file__).parent / "one_id_manager" / "deputies.sql"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(DEPUTIES.read_text())

    manager.add_raw(run)
    return manager
