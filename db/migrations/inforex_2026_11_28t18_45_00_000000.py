"""What Piccolo's tables cannot say: one open change of a kind for each account, and its links."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-28T18:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of changes of who gets in, and the purpose of their links"

FORWARDS = (
    "CREATE UNIQUE INDEX access_change_one_is_open"
    " ON access_change (company, account, act) WHERE closed_at IS NULL",
    "CREATE INDEX access_change_account ON access_change (account)",
    "CREATE INDEX account_link_access_change ON account_link (access_change)"
    " WHERE access_change IS NOT NULL",
    "ALTER TABLE account_link DROP CONSTRAINT account_link_purpose_is_known",
    "ALTER TABLE account_link ADD CONSTRAINT account_link_purpose_is_known"
    " CHECK (purpose IN ('invitation', 'password', 'address', 'access'))",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
