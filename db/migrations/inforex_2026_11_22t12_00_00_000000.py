"""What Piccolo's tables cannot say: the extension, sequences, indexes and the audit log's guard."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-22T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sequences, search indexes, partial indexes, the append-only audit log"

FORWARDS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE SEQUENCE application_serial",
    # Company IDs say nothing about how many there are, so they start where nobody counts.
    "CREATE SEQUENCE company_serial START 1000001 MAXVALUE 9999999",
    "CREATE INDEX company_search_key_prefix ON company (search_key text_pattern_ops)",
    "CREATE INDEX company_search_key_similar ON company USING gin (search_key gin_trgm_ops)",
    "CREATE INDEX company_loose_search_key_similar"
    " ON company USING gin (loose_search_key gin_trgm_ops)",
    "CREATE INDEX company_jan_maker_code_prefix ON company (jan_maker_code text_pattern_ops)",
    "CREATE UNIQUE INDEX account_one_id_manager ON account (company) WHERE role = 'id_manager'",
    "CREATE INDEX login_session_account ON login_session (account)",
    "CREATE INDEX application_mailbox ON application (mailbox_key, stage)",
    "CREATE INDEX application_open ON application (application_number) WHERE closed_at IS NULL",
    "CREATE INDEX consent_application ON consent (application)",
    "CREATE INDEX outbox_undelivered ON outbox (application, id) WHERE delivered_at IS NULL",
    "CREATE INDEX mail_queued ON mail (application) WHERE state = 'queued'",
    "CREATE INDEX audit_event_application ON audit_event (application_number, id)",
    "CREATE INDEX audit_event_company ON audit_event (company_id, id)",
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
    END $$""",
    """CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
