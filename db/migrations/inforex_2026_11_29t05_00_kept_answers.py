"""Pages that answered a form, so that Back and reload show them again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "pages that answered a form"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(
            """
            CREATE TABLE kept_answer (
                token_hash varchar(64) PRIMARY KEY,
                network varchar(64) NOT NULL,
                sealed text NOT NULL,
                once boolean NOT NULL DEFAULT false,
                kept_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
            );
            CREATE INDEX kept_answer_network ON kept_answer (network, kept_at);
            CREATE INDEX kept_answer_kept_at ON kept_answer (kept_at);
            """
        )

    manager.add_raw(run)
    return manager
