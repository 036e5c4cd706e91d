"""More forms of kanji are folded, such as 本舖 and 本舗: names that have one get their keys anew."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T09:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "keys of names with more forms of kanji"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.name_keys import renew_keys

        await renew_keys()

    manager.add_raw(run)
    return manager
