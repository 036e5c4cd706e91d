"""Every table, index, sequence and trigger of the first release, as SQL: a file for each area."""

from pathlib import Path

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-28T20:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the schema of the first release"

FOLDER = Path(__file__).parent / "first_schema"
# Each refers only to tables of those before it.
AREAS = (
    "wholesalers",
    "companies",
    "enrolment",
    "review",
    "access",
    "members",
    "administration",
    "imports",
    "operation",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for area in AREAS:
            await ENGINE.run_script((FOLDER / f"{area}.sql").read_text())

    manager.add_raw(run)
    return manager
