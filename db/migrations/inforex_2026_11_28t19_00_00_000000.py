from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-28T19:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "same_name_is_computed"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="inforex", description=DESCRIPTION
    )

    manager.drop_column(
        table_class_name="Application",
        tablename="application",
        column_name="same_name_found",
        db_column_name="same_name_found",
        schema=None,
    )

    async def keep_what_was_found() -> None:
        from db.engine import ENGINE

        await ENGINE.run_ddl(
            "UPDATE screening_finding SET reason = 'same_name_and_form'"
            " WHERE reason = 'marked_by_search'"
        )

    manager.add_raw(keep_what_was_found)
    return manager
