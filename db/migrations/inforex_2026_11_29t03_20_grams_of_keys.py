"""Companies are found by three characters too, and in the first of them before all others.

Who gives a company a name waits until the indexes stand; who searches does not.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of two and three characters of the keys of companies"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        # The condition is written so that only this index, and not the primary key, serves it.
        await ENGINE.run_script(
            """
            SET LOCAL maintenance_work_mem = '512MB';
            CREATE INDEX company_key_grams ON company_key USING gin (key_grams(key));
            CREATE INDEX company_key_first ON company_key USING gin (key_grams(key))
                WHERE id / 300000 = 0;
            DROP INDEX company_key_parts;
            DROP FUNCTION key_pairs;
            """
        )

    manager.add_raw(run)
    return manager
