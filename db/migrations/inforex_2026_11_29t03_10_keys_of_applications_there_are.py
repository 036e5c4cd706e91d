"""The keys of applications and wholesalers from before; in a migration of its own, so nobody waits.

Indexes that nothing asks any more go with them.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T03:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of the applications and wholesalers there are"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE
        from db.name_keys import renew_wholesaler_keys

        await ENGINE.run_script(
            """
            INSERT INTO application_key (application, key)
            SELECT application, key
            FROM form_revision, unnest(
                ARRAY[widest_key(loose_search_key), reading_key(company_name_kana)]
            ) AS key
            WHERE key <> ''
            ON CONFLICT DO NOTHING
            """
        )
        await renew_wholesaler_keys()
        await ENGINE.run_script(
            """
            DROP INDEX company_search_key_prefix, company_search_key_similar;
            DROP INDEX form_revision_name_prefix, form_revision_name_similar;
            """
        )

    manager.add_raw(run)
    return manager
