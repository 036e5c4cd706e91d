"""What a mail says, kept until its outcome is known; and whether it alone is held up."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Boolean, Column, Text
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-28T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the content of mails under way"

COLUMNS: dict[str, tuple[type[Column], object, bool]] = {
    "content": (Text, None, True),
    "put_off": (Boolean, False, False),
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)
    for name, (column_class, default, null) in COLUMNS.items():
        manager.add_column(
            table_class_name="Mail",
            tablename="mail",
            column_name=name,
            db_column_name=name,
            column_class_name=column_class.__name__,
            column_class=column_class,
            params={
                "default": default,
                "null": null,
                "primary_key": False,
                "unique": False,
                "index": False,
                "index_method": IndexMethod.btree,
                "choices": None,
                "db_column_name": None,
                "secret": False,
            },
        )
    return manager
