"""What Piccolo's tables cannot say: the indexes that the console's lists are read by."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-22T15:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of the lists of companies, mails and events"

FORWARDS = (
    "CREATE INDEX company_newest ON company (enrolled_at, company_id)",
    "CREATE INDEX company_suspended ON company (company_id) WHERE suspended_at IS NOT NULL",
    "CREATE INDEX company_ended ON company (company_id) WHERE ended_at IS NOT NULL",
    "CREATE INDEX mail_newest ON mail (queued_at, key)",
    "CREATE INDEX mail_recipient ON mail (lower(recipient), queued_at, key)",
    "CREATE INDEX mail_kind ON mail (kind, queued_at, key)",
    "CREATE INDEX mail_not_sent ON mail (state, queued_at, key) WHERE state <> 'sent'",
    "CREATE INDEX audit_event_newest ON audit_event (at, id)",
    "CREATE INDEX audit_event_administrator"
    " ON audit_event ((details ->> 'administrator'), at, id)"
    " WHERE details ->> 'administrator' IS NOT NULL",
    "CREATE INDEX console_act_tag ON console_act (tag, id)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
