"""What Piccolo does not notice or cannot say: a changed rule, the processes' names, indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-22T14:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "accounts that are invited; processes besides applications; indexes"

FORWARDS = (
    'ALTER TABLE account DROP CONSTRAINT "account_state_is_known", ADD CONSTRAINT'
    " \"account_state_is_known\" CHECK (state IN ('invited', 'active', 'stopped'))",
    "INSERT INTO outbox (id, process, signal, payload, recorded_at, delivered_at)"
    " SELECT id, application, signal, payload, recorded_at, delivered_at FROM outbox_kept",
    "DROP TABLE outbox_kept",
    "CREATE INDEX outbox_undelivered ON outbox (process, id) WHERE delivered_at IS NULL",
    "UPDATE mail SET process = application WHERE process = ''",
    "DROP INDEX mail_queued",
    "CREATE INDEX mail_queued ON mail (process, attempts, queued_at) WHERE state = 'queued'",
    "CREATE INDEX mail_process ON mail (process)",
    "CREATE INDEX mail_application ON mail (application) WHERE application IS NOT NULL",
    "CREATE INDEX mail_company ON mail (company, queued_at) WHERE company IS NOT NULL",
    "CREATE INDEX mail_account ON mail (account) WHERE account IS NOT NULL",
    "CREATE SEQUENCE process_serial",
    "CREATE INDEX login_record_account ON login_record (account, id)",
    "CREATE INDEX account_mail_address ON account (lower(mail_address))",
    "CREATE UNIQUE INDEX company_change_one_open ON company_change (company)"
    " WHERE choice IS NULL",
    "CREATE UNIQUE INDEX cancellation_one_open ON cancellation (company)"
    " WHERE undone_at IS NULL AND ended_at IS NULL",
    "CREATE INDEX administrator_session_owner ON administrator_session (administrator)",
    "CREATE INDEX note_application ON note (application, id) WHERE application IS NOT NULL",
    "CREATE INDEX note_company ON note (company, id) WHERE company IS NOT NULL",
    "CREATE INDEX audit_event_tag ON audit_event (tag, id)",
    "CREATE INDEX registered_corporation_same_name ON registered_corporation (loose_search_key)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
