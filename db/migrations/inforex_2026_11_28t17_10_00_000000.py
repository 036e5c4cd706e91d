"""What Piccolo's tables cannot say: how a mailbox's mails and the limits in force are found.

Mails of the last days get their mailbox, so that they count; older ones never will.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-28T17:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of a mailbox's mails, of limits in force and of floods"

FORWARDS = (
    "CREATE INDEX mail_mailbox ON mail (mailbox, finished_at) WHERE mailbox <> ''",
    "CREATE UNIQUE INDEX throttle_number ON throttle (number)",
    "CREATE INDEX throttle_in_force ON throttle (window_ends_at) WHERE tries > most AND most > 0",
    "CREATE INDEX login_record_network ON login_record (account, network)"
    " WHERE outcome = 'succeeded'",
    "UPDATE mail SET mailbox = lower(regexp_replace(recipient, '[+][^@]*@', '@'))"
    " WHERE queued_at > now() - interval '2 days'",
    "CREATE INDEX flood_of ON flood (kind, subject, seen_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
