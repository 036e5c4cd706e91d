"""What Piccolo does not notice or cannot say: changed rules, and the indexes of the new tables."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-22T13:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the stages, choices and mail states of the whole life; indexes"

CHANGED_CHECKS = (
    (
        "application",
        "application_stage_is_known",
        "stage IN ('invited', 'under_review', 'awaiting_approval', 'returned',"
        " 'enrolled', 'declined', 'expired', 'lapsed', 'withdrawn')",
    ),
    (
        "application",
        "application_closed_has_its_time",
        "(stage IN ('enrolled', 'declined', 'expired', 'lapsed', 'withdrawn'))"
        " = (closed_at IS NOT NULL)",
    ),
    ("decision", "decision_choice_is_known", "choice IN ('approve', 'decline', 'no_trade')"),
    (
        "mail",
        "mail_state_is_known",
        "state IN ('queued', 'sent', 'refused', 'bounced', 'void')",
    ),
)
INDEXES = (
    "CREATE INDEX screening_finding_application ON screening_finding (application, revision)",
    "CREATE INDEX review_application ON review (application, id)",
    "CREATE INDEX due_open ON due (application, due_at) WHERE done_at IS NULL",
    "CREATE INDEX application_under_review ON application (stage_since)"
    " WHERE stage = 'under_review'",
    "CREATE INDEX form_revision_contact ON form_revision (lower(contact_mail_address))",
    "CREATE INDEX form_revision_same_name ON form_revision (loose_search_key)",
    "CREATE INDEX company_same_name ON company (loose_search_key)",
    "CREATE INDEX company_corporate_number ON company (corporate_number)",
    "CREATE INDEX decision_mailbox ON decision (mail_address)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for table, name, condition in CHANGED_CHECKS:
            await ENGINE.run_ddl(
                f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}",'
                f' ADD CONSTRAINT "{name}" CHECK ({condition})'
            )
        for statement in INDEXES:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
