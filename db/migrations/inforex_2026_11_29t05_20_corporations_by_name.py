"""Corporations of the register are found by how their name or reading begins."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T05:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "corporations by name and reading"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            """
            CREATE INDEX registered_corporation_name_beginning
                ON registered_corporation (loose_search_key COLLATE "C") WHERE closed_on IS NULL;
            CREATE INDEX registered_corporation_reading
                ON registered_corporation (name_kana COLLATE "C")
                WHERE closed_on IS NULL AND name_kana <> '';
            """
        )

    manager.add_raw(run)
    return manager
