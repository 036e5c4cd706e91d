"""Drafts have versions, so that an older one never wins in silence."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T05:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "versions of drafts"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            """
            ALTER TABLE form_draft
                ADD COLUMN version integer NOT NULL DEFAULT 1,
                ADD COLUMN password_refusals jsonb NOT NULL DEFAULT '[]',
                ADD COLUMN carried_over boolean NOT NULL DEFAULT false;
            """
        )

    manager.add_raw(run)
    return manager
