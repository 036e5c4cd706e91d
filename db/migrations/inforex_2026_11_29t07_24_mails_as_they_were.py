"""What a mail said is kept, with every try to send it, as long as the mail's row is."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T07:24:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "copies of mails, and tries to send them"

STATEMENTS = """
CREATE TABLE mail_copy (
    mail varchar(60) PRIMARY KEY REFERENCES mail ON DELETE CASCADE ON UPDATE RESTRICT,
    subject text NOT NULL,
    body text NOT NULL
);

CREATE TABLE mail_try (
    id bigserial PRIMARY KEY,
    mail varchar(60) NOT NULL REFERENCES mail ON DELETE CASCADE ON UPDATE RESTRICT,
    at timestamptz NOT NULL,
    outcome varchar(10) NOT NULL,
    server_answer text NOT NULL DEFAULT '',
    CONSTRAINT mail_try_outcome_is_known
        CHECK (outcome IN ('deferred', 'sent', 'refused', 'bounced', 'void'))
);
CREATE INDEX mail_try_mail ON mail_try (mail, id);

-- Whoever records it. A mail that waits for its mailbox's share was not tried.
CREATE FUNCTION note_mail_try() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO mail_try (mail, at, outcome, server_answer)
        VALUES (NEW.key,
            coalesce(NEW.finished_at, clock_timestamp()),
            CASE NEW.state WHEN 'queued' THEN 'deferred' ELSE NEW.state END,
            NEW.server_answer);
        RETURN NULL;
    END $$;
CREATE TRIGGER mail_tries_are_noted AFTER UPDATE OF state, claimed_until ON mail FOR EACH ROW
    WHEN (NEW.state <> OLD.state OR (NEW.state = 'queued' AND OLD.claimed_until IS NOT NULL
        AND NEW.claimed_until IS NULL AND NEW.attempts >= OLD.attempts))
    EXECUTE FUNCTION note_mail_try();
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(STATEMENTS)

    manager.add_raw(run)
    return manager
