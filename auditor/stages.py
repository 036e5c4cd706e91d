"""The laws of where an application is: on what grounds, and for how long."""

from auditor.law import AT_ONCE, Law

LAWS = (
    Law(
        "stages_are_logged",
        "An application is at the stage that the log tells of last.",
        """
        SELECT application_number AS subject, stage || ', in the log ' || told AS found
        FROM application JOIN LATERAL (
            SELECT coalesce((
                SELECT split_part(tag, ':', 3) FROM audit_event
                WHERE audit_event.application_number = application.application_number
                    AND tag LIKE 'workflow:application:%' AND tag <> 'workflow:application:purge'
                ORDER BY id DESC LIMIT 1
            ), 'invited') AS told
        ) AS log ON told <> stage
        """,
    ),
    Law(
        "stages_have_their_grounds",
        "Each stage has what it came from: a form, a review, a notice, a decision, a withdrawal.",
        """
        SELECT application_number AS subject, stage || ' without ' || missing AS found
        FROM application CROSS JOIN LATERAL (
            SELECT 'a form' AS missing
            WHERE stage NOT IN ('invited', 'expired')
                AND NOT EXISTS (SELECT FROM form_revision WHERE application = application_number)
            UNION ALL
            SELECT 'a review' WHERE stage = 'under_review'
                AND NOT EXISTS (SELECT FROM review WHERE application = application_number)
            UNION ALL
            SELECT 'a notice' WHERE stage = 'returned'
                AND NOT EXISTS (SELECT FROM return_notice WHERE application = application_number)
            UNION ALL
            SELECT 'a link for the contact' WHERE stage = 'awaiting_approval' AND NOT EXISTS (
                SELECT FROM link WHERE application = application_number AND purpose = 'approval'
                    AND link.revision = revision_in_hand
            )
            UNION ALL
            SELECT 'a withdrawal' WHERE stage = 'withdrawn'
                AND NOT EXISTS (SELECT FROM withdrawal WHERE application = application_number)
            UNION ALL
            SELECT 'whoever declined' WHERE stage = 'declined' AND NOT EXISTS (
                SELECT FROM decision WHERE application = application_number AND choice = 'decline'
                UNION ALL
                SELECT FROM review JOIN review_decision ON review = review.id
                WHERE application = application_number AND choice = 'decline'
            )
            UNION ALL
            SELECT 'a revocation' WHERE stage = 'revoked' AND NOT EXISTS (
                SELECT FROM revocation JOIN company ON company_id = company
                WHERE company.application_number = application.application_number
                    AND outcome = 'done'
            )
        ) AS lacking
        """,
    ),
    Law(
        "acts_are_followed",
        "What somebody decided, withdrew or submitted has had what follows from it.",
        """
        SELECT application_number AS subject, done || ', still at ' || stage AS found
        FROM application JOIN LATERAL (
            SELECT 'withdrawn' AS done, withdrawn_at AS at FROM withdrawal
            WHERE application = application_number
            UNION ALL
            SELECT choice || ' (contact)', decided_at FROM decision
            WHERE application = application_number AND stage = 'awaiting_approval'
                AND revision = revision_in_hand
            UNION ALL
            SELECT choice || ' (administrator)', decided_at FROM review_decision
            WHERE stage = 'under_review' AND review = (
                SELECT max(id) FROM review WHERE application = application_number
            )
            UNION ALL
            SELECT 'revision ' || revision, submitted_at FROM form_revision
            WHERE application = application_number AND revision > revision_in_hand
        ) AS act ON true, moment
        WHERE closed_at IS NULL AND act.at < late
        """,
    ),
    Law(
        "waits_end",
        "No application waits beyond its deadline, and no reminder or alert beyond its moment.",
        """
        SELECT application_number AS subject, stage || ', overdue' AS found
        FROM application, moment WHERE closed_at IS NULL AND deadline < late
        UNION ALL
        SELECT application, kind || ' ' || nth || ', overdue'
        FROM due JOIN application ON application_number = application, moment
        WHERE done_at IS NULL AND due_at < late AND due_at < deadline AND closed_at IS NULL
            AND (purpose, stage) IN (('apply', 'invited'), ('approval', 'awaiting_approval'))
            AND generation = (
                SELECT max(generation) FROM link WHERE link.application = due.application
                    AND link.purpose = due.purpose
            ) AND NOT EXISTS (
                SELECT FROM withdrawal WHERE withdrawal.application = due.application
            )
        """,
    ),
    Law(
        "void_links_open_nothing",
        "A link was used in its time; a member's, only while it was the newest of its purpose.",
        f"""
        SELECT application AS subject, purpose || ' ' || generation || ' used late' AS found
        FROM link WHERE used_at > expires_at
        UNION ALL
        SELECT 'account ' || account, purpose || ' ' || generation || ' used late'
        FROM account_link WHERE used_at > expires_at
        OR used_at IS NOT NULL AND revoked_at IS NOT NULL OR EXISTS (
            SELECT FROM account_link AS newer WHERE newer.account = account_link.account
                AND newer.purpose = account_link.purpose
                AND newer.generation > account_link.generation
                AND newer.made_at + {AT_ONCE} < account_link.used_at
                AND newer.purpose <> 'access'
        )
        """,  # noqa: S608 -- a constant
    ),
)
