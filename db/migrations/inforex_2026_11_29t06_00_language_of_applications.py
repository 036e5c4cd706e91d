"""An application has the language in which its mails go."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the language of applications"

STATEMENTS = """
ALTER TABLE application ADD COLUMN language varchar(2) NOT NULL DEFAULT 'ja';
ALTER TABLE application ADD CONSTRAINT application_language_is_known
    CHECK (language IN ('ja', 'en'));
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
