"""What Piccolo's tables cannot say: a mail's content goes with its outcome; what waits too long.

The content goes whoever records the outcome, a process of the release before among them.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-28T14:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mails under way and what is held up"

FORWARDS = (
    """CREATE FUNCTION forget_content() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.content := NULL;
        RETURN NEW;
    END $$""",
    # What was written to one mailbox is not for another.
    """CREATE TRIGGER mail_content_goes BEFORE UPDATE ON mail FOR EACH ROW
    WHEN (NEW.content IS NOT NULL
        AND (NEW.state <> 'queued' OR NEW.recipient <> OLD.recipient))
    EXECUTE FUNCTION forget_content()""",
    "CREATE INDEX mail_held_up ON mail (queued_at)"
    " WHERE state = 'queued' AND NOT put_off AND application IS NOT NULL",
    "CREATE INDEX outbox_held_up ON outbox (recorded_at) WHERE delivered_at IS NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
