"""What Piccolo's tables cannot say: the indexes of the console's queue, search and dashboard."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-22T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of the queue, the search for applications and the dashboard"

FORWARDS = (
    # The queue.
    "CREATE INDEX application_waiting ON application (application_number, stage, revision_in_hand)"
    " WHERE closed_at IS NULL",
    "CREATE INDEX mail_failed ON mail (application, kind, generation, revision, finished_at)"
    " WHERE state IN ('refused', 'bounced')",
    "CREATE INDEX due_alerted ON due (application, generation, done_at)"
    " WHERE kind = 'alert' AND done_at IS NOT NULL",
    # The search.
    "CREATE INDEX application_requested ON application (requested_at, application_number)",
    "CREATE INDEX application_stage ON application (stage, requested_at, application_number)",
    "CREATE INDEX application_deadline ON application (deadline, application_number)"
    " WHERE deadline IS NOT NULL",
    "CREATE INDEX application_digits ON application"
    " USING gin (replace(application_number, '-', '') gin_trgm_ops)",
    "CREATE INDEX application_mail_domain ON application (split_part(mail_address, '@', 2))",
    "CREATE INDEX form_revision_name_similar ON form_revision"
    " USING gin (loose_search_key gin_trgm_ops)",
    "CREATE INDEX form_revision_name_prefix ON form_revision (loose_search_key text_pattern_ops)",
    "CREATE INDEX form_revision_jan_maker_code ON form_revision (jan_maker_code text_pattern_ops)",
    "CREATE INDEX form_revision_corporate_number ON form_revision (corporate_number)",
    "CREATE INDEX form_revision_contact_domain ON form_revision"
    " (split_part(contact_mail_address, '@', 2))",
    "CREATE INDEX form_revision_wholesaler ON form_revision (wholesaler, application)",
    # For the planner to tell a frequent part of a name from a rare one.
    "ALTER TABLE form_revision ALTER COLUMN loose_search_key SET STATISTICS 1000",
    # The dashboard.
    "CREATE INDEX form_revision_submitted ON form_revision (submitted_at, application, revision)",
    "CREATE INDEX review_decision_decided ON review_decision (decided_at, review)",
    "CREATE INDEX decision_decided ON decision (decided_at, application, revision, choice)",
    "CREATE INDEX return_notice_application ON return_notice (application, revision)",
    "CREATE INDEX link_first_asked ON link (made_at, application)"
    " WHERE purpose = 'approval' AND generation = 1",
    "CREATE INDEX application_enrolled ON application (closed_at, requested_at)"
    " WHERE stage = 'enrolled'",
    "CREATE INDEX login_record_succeeded ON login_record (at) WHERE outcome = 'succeeded'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        for statement in FORWARDS:
            await ENGINE.run_ddl(statement)

    manager.add_raw(run)
    return manager
