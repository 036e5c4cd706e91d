"""The laws of mails: each that is due goes once, and what does not go is seen."""

from auditor.law import Law

LAWS = (
    Law(
        "mails_go",
        "A mail is sent, refused or void; or it waits for its mailbox's share, or was tried, or a"
        " trouble says why not.",
        """
        SELECT key AS subject, 'never tried' AS found FROM mail, moment
        WHERE state = 'queued' AND attempts = 0 AND queued_at < late
            AND coalesce(waits_until, queued_at) < late
            AND NOT EXISTS (SELECT FROM trouble WHERE trouble.process = mail.process)
        """,
    ),
    Law(
        "mails_go_once",
        "No mail was handed over twice, and one that was says so.",
        """
        SELECT mail.key AS subject,
            state || ', handed over ' || count(*) FILTER (WHERE outcome = 'sent') || ' times'
                AS found
        FROM mail JOIN mail_try ON mail_try.mail = mail.key GROUP BY mail.key, state
        HAVING count(*) FILTER (WHERE outcome = 'sent') > 1
            OR state IN ('queued', 'void') AND count(*) FILTER (WHERE outcome = 'sent') > 0
        """,
    ),
    Law(
        "everybody_is_told",
        "The applicant and the contact have the mails that the procedure owes them.",
        """
        WITH owed AS (
            SELECT application AS number, 'receipt' AS kind, count(*) AS n
            FROM form_revision, moment
            WHERE made_by = 'applicant' AND submitted_at < late AND revision <= (
                SELECT revision_in_hand FROM application WHERE application_number = application
            ) AND NOT EXISTS (  -- withdrawn before anybody looked at it, which has its own mail
                SELECT FROM application JOIN withdrawal ON application = application_number
                WHERE application_number = form_revision.application
                    AND revision = revision_in_hand AND stage = 'withdrawn'
            ) GROUP BY 1
            UNION ALL
            SELECT application, 'decision_receipt', count(*) FROM decision, moment
            WHERE decided_at < late GROUP BY 1
            UNION ALL
            SELECT application_number, CASE stage
                WHEN 'enrolled' THEN 'welcome' WHEN 'withdrawn' THEN 'withdrawn'
                WHEN 'lapsed' THEN 'lapsed' WHEN 'returned' THEN (
                    SELECT cause FROM return_notice WHERE application = application_number
                    ORDER BY id DESC LIMIT 1
                ) END, 1
            FROM application, moment WHERE stage_since < late
                AND stage IN ('enrolled', 'withdrawn', 'lapsed', 'returned')
        )
        SELECT number AS subject,
            owed.n || ' ' || owed.kind || ' owed, queued ' || count(mail.key) AS found
        FROM owed LEFT JOIN mail ON mail.application = number AND mail.kind = owed.kind
        GROUP BY number, owed.kind, owed.n HAVING count(mail.key) < owed.n
        """,
    ),
    Law(
        "mails_have_their_link",
        "A mail whose link opens something names one that is there.",
        """
        SELECT key AS subject, 'its link is not there' AS found FROM mail
        WHERE kind IN ('invitation', 'approval_request') AND NOT EXISTS (
            SELECT FROM link WHERE link.application = mail.application
                AND link.generation = mail.generation
                AND purpose = CASE mail.kind WHEN 'invitation' THEN 'apply' ELSE 'approval' END
        )
        """,
    ),
)
