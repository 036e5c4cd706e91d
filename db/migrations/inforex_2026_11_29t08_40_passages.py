"""When an application passed from which stage to which; those before now from the audit log."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T08:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "passages from stage to stage, for the map of the process"

TABLE = """
CREATE TABLE passage (
    id bigserial PRIMARY KEY,
    application varchar(15),
    before varchar(20) NOT NULL,
    after varchar(20) NOT NULL,
    began_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ended_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT passage_leads_on_in_time CHECK (ended_at >= began_at)
);
"""

# The log tells what each step of the workflow wrote, and what people did before it. Of what they
# did since the step before, the last counts that leads to what was written then. A mail that was
# refused at once is no event: who is asked for another contact without any is one of those. What
# was cleared after the contact decided is asked about anew, by another form. The number of an
# application that is deleted stays in the log alone.
PAST = """
INSERT INTO passage (application, before, after, began_at, ended_at)
WITH told AS (
    SELECT event.application_number, event.id, event.at, told.stage, told.leads_to,
        told.leads_to IS NULL AS written
    FROM audit_event AS event JOIN (VALUES
        ('workflow:application:under_review', 'under_review', NULL),
        ('workflow:application:awaiting_approval', 'awaiting_approval', NULL),
        ('workflow:application:returned', 'returned', NULL),
        ('workflow:application:enrolled', 'enrolled', NULL),
        ('workflow:application:declined', 'declined', NULL),
        ('workflow:application:expired', 'expired', NULL),
        ('workflow:application:lapsed', 'lapsed', NULL),
        ('workflow:application:withdrawn', 'withdrawn', NULL),
        ('workflow:application:revoked', 'revoked', NULL),
        ('applicant:form:submit', 'submitted', '{under_review,awaiting_approval}'),
        ('applicant:form:correct', 'submitted', '{under_review,awaiting_approval}'),
        ('applicant:contact:change', 'submitted', '{under_review,awaiting_approval}'),
        ('wholesaler:contact:hand_over', 'submitted', '{under_review,awaiting_approval}'),
        ('administrator:contact:change', 'submitted', '{under_review,awaiting_approval}'),
        ('administrator:review:clear', 'cleared', '{under_review,awaiting_approval}'),
        ('administrator:review:return', 'sent_back', '{returned}'),
        ('administrator:review:decline', 'turned_down', '{declined}'),
        ('wholesaler:application:approve', 'approved', '{enrolled}'),
        ('administrator:application:approve', 'approved', '{enrolled}'),
        ('wholesaler:application:decline', 'refused', '{returned}'),
        ('wholesaler:application:no_trade', 'disowned', '{under_review}'),
        ('mail_server:mail:bounce', 'undeliverable', '{returned}'),
        ('wholesaler:decision:dispute', 'disputed', '{under_review}'),
        ('applicant:application:withdraw', 'withdrawing', '{withdrawn}'),
        ('administrator:application:withdraw', 'withdrawing', '{withdrawn}')
    ) AS told (tag, stage, leads_to) USING (tag)
    WHERE event.application_number IS NOT NULL
    UNION ALL
    SELECT application_number, min(id), min(at), 'invited', NULL, true FROM audit_event
    WHERE tag = 'applicant:link:request' AND application_number IS NOT NULL
    GROUP BY application_number
), parted AS (
    SELECT *, count(*) FILTER (WHERE written) OVER (
        PARTITION BY application_number ORDER BY id
    ) AS part FROM told
), written AS (
    SELECT application_number, part, stage AS before, at AS began_at,
        lead(stage) OVER next AS after, lead(at) OVER next AS ended_at
    FROM parted WHERE written WINDOW next AS (PARTITION BY application_number ORDER BY part)
), moved AS (
    SELECT DISTINCT ON (written.application_number, written.part) written.*,
        coalesce(seen.stage, CASE
            WHEN before = 'awaiting_approval' AND after = 'returned' THEN 'undeliverable'
        END) AS seen,
        coalesce(seen.at, ended_at) AS seen_at
    FROM written
    LEFT JOIN parted AS seen ON NOT seen.written
        AND seen.application_number = written.application_number AND seen.part = written.part
        AND written.after = ANY(seen.leads_to::text[])
    WHERE after IS NOT NULL
    ORDER BY written.application_number, written.part, seen.id DESC NULLS LAST
), named AS (
    SELECT application_number, before, after, began_at, seen_at, ended_at, CASE
        WHEN seen = 'cleared' AND lag(seen) OVER (
            PARTITION BY application_number ORDER BY part
        ) IN ('disowned', 'disputed') THEN 'submitted'
        ELSE seen
    END AS seen
    FROM moved
)
SELECT application.application_number, before, after, began_at, ended_at FROM (
    SELECT application_number, before, coalesce(seen, after) AS after, began_at,
        greatest(began_at, least(seen_at, ended_at)) AS ended_at
    FROM named
    UNION ALL
    SELECT application_number, seen, after, least(greatest(began_at, seen_at), ended_at), ended_at
    FROM named WHERE seen IS NOT NULL
) AS passed
LEFT JOIN application USING (application_number)
ORDER BY ended_at, began_at;
"""

# Read newest first for a period, arrow by arrow, and from the index alone; forgotten by application.
# The reference is checked at once, not row by row.
INDEX = """
ALTER TABLE passage ADD CONSTRAINT passage_application_fkey FOREIGN KEY (application)
    REFERENCES application ON DELETE SET NULL ON UPDATE RESTRICT;
CREATE INDEX passage_arrow ON passage (before, after, ended_at) INCLUDE (began_at);
CREATE INDEX passage_application ON passage (application);
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="inforex", description=DESCRIPTION)

    async def run() -> None:
        from db.engine import ENGINE

        await ENGINE.run_script(TABLE + PAST + INDEX)

    manager.add_raw(run)
    return manager
