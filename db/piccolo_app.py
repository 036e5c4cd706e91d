"""The tables and their migrations, as Piccolo wants them listed."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="inforex",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(
        modules=[
            "db.tables.access",
            "db.tables.administration",
            "db.tables.companies",
            "db.tables.enrolment",
            "db.tables.imports",
            "db.tables.members",
            "db.tables.operation",
            "db.tables.review",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=[],
)
