"""A random part for each link and mail; those that were there keep what they were mailed with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import UUID
from piccolo.columns.defaults.uuid import UUID4
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-28T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "salts of links and mails"

TABLES = {"Link": "link", "AccountLink": "account_link", "Mail": "mail"}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)
    for class_name, name in TABLES.items():
        manager.add_column(
            table_class_name=class_name,
            tablename=name,
            column_name="salt",
            db_column_name="salt",
            column_class_name="UUID",
            column_class=UUID,
            params={
                "default": None,
                "null": True,
                "primary_key": False,
                "unique": False,
                "index": False,
                "index_method": IndexMethod.btree,
                "choices": None,
                "db_column_name": None,
                "secret": False,
            },
        )
        # Afterwards, or the rows that are there would get one as well.
        manager.alter_column(
            table_class_name=class_name,
            tablename=name,
            column_name="salt",
            db_column_name="salt",
            params={"default": UUID4()},
            old_params={"default": None},
            column_class=UUID,
            old_column_class=UUID,
        )
    return manager
