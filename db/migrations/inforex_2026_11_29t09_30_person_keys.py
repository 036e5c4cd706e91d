"""Names of people are found by more forms of kanji too, such as 岩嵜 and 岩崎.

Whoever issues an account or sends a form waits until the indexes stand.
"""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T09:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of people with more forms of kanji"

STATEMENTS = Path(__file__).with_name("person_keys") / "keys.sql"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(f"SET LOCAL maintenance_work_mem = '512MB';{STATEMENTS.read_text()}")

    manager.add_raw(run)
    return manager
