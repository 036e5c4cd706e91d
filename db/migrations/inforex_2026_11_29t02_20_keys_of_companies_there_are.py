"""The keys of companies from before they had any; in a migration of its own, so nobody waits."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T02:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of the companies there are"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            """
            INSERT INTO company_key (company, key)
            SELECT company_id, key
            FROM company, unnest(ARRAY[widest_key(loose_search_key), reading_key(name_kana)]) AS key
            WHERE ended_at IS NULL AND key <> ''
            ON CONFLICT DO NOTHING
            """
        )

    manager.add_raw(run)
    return manager
