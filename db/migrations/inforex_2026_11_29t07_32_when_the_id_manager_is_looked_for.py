"""An ID manager who accepts the invitation is let in without a look at the company (S39)."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "when the ID manager is looked for"

WHEN = Path(__file__).parent / "one_id_manager" / "when.sql"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(WHEN.read_text())

    manager.add_raw(run)
    return manager
