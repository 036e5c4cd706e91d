"""A company that lives always has its ID manager, whatever statement is sent (S39)."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a company keeps its ID manager"

ALWAYS = Path(__file__).parent / "one_id_manager" / "always.sql"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(ALWAYS.read_text())

    manager.add_raw(run)
    return manager
