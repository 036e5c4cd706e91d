"""The laws of what is issued: 企業ID, アカウントID, and whoever vouched for them."""

from auditor.law import AT_ONCE, Law

LAWS = (
    Law(
        "approval_has_its_ids",
        "Whoever was approved, and neither withdrew nor was disputed before, has a 企業ID.",
        """
        SELECT application_number AS subject, 'approved, at ' || stage AS found
        FROM application JOIN decision ON decision.application = application_number, moment
        WHERE choice = 'approve' AND decided_at < late AND revision = (
            SELECT max(revision) FROM form_revision WHERE application = application_number
        ) AND NOT EXISTS (
            SELECT FROM company WHERE company.application_number = application.application_number
        ) AND NOT EXISTS (
            SELECT FROM withdrawal WHERE withdrawal.application = application.application_number
        ) AND NOT EXISTS (
            SELECT FROM dispute WHERE dispute.application = application.application_number
                AND dispute.revision = decision.revision
        )
        """,
    ),
    Law(
        "ids_have_their_approval",
        "A 企業ID that an application led to was approved, in the newest revision of its form.",
        f"""
        SELECT company_id AS subject, 'issued without approval' AS found
        FROM company WHERE application_number IS NOT NULL AND NOT EXISTS (
            SELECT FROM decision WHERE decision.application = application_number
                AND choice = 'approve' AND decided_at <= enrolled_at + {AT_ONCE}
                AND revision = (
                    SELECT max(revision) FROM form_revision
                    WHERE form_revision.application = application_number
                )
        )
        """,  # noqa: S608 -- a constant
    ),
    Law(
        "ids_end_their_application",
        "An application has a 企業ID if, and only if, it is enrolled, or was and is revoked.",
        """
        SELECT application.application_number AS subject,
            stage || coalesce(' with ' || company_id, ' without 企業ID') AS found
        FROM application LEFT JOIN company USING (application_number)
        WHERE (stage IN ('enrolled', 'revoked')) <> (company_id IS NOT NULL)
        """,
    ),
    Law(
        "ids_are_issued_once",
        "No application got IDs twice, and no 企業ID was issued twice; each is in the log.",
        """
        SELECT application_number AS subject, count(*) || ' issues' AS found FROM audit_event
        WHERE tag = 'workflow:ids:issue' GROUP BY application_number HAVING count(*) > 1
        UNION ALL
        SELECT company_id, count(*) || ' issues' FROM audit_event
        WHERE tag = 'workflow:ids:issue' GROUP BY company_id HAVING count(*) > 1
        UNION ALL
        SELECT company_id, 'its issue is not in the log' FROM company
        WHERE application_number IS NOT NULL AND NOT EXISTS (
            SELECT FROM audit_event AS event WHERE event.tag = 'workflow:ids:issue'
                AND event.company_id = company.company_id
                AND event.application_number = company.application_number
        )
        """,
    ),
    Law(
        "serials_go_on",
        "What was issued lies behind its sequence, so that no number comes again.",
        """
        SELECT company_id AS subject, 'ahead of the sequence' AS found
        FROM company, company_serial
        WHERE application_number IS NOT NULL AND left(company_id, 7)::bigint > last_value
        UNION ALL
        SELECT application_number, 'ahead of the sequence' FROM application, application_serial
        WHERE split_part(application_number, '-', 2)::bigint > last_value
        """,
    ),
    Law(
        "numbers_rest",
        "The アカウントID of a deleted account is not given again before it has rested.",
        """
        SELECT account.company || '-' || account.account_id AS subject,
            'given while it rests' AS found
        FROM account JOIN resting_number USING (company, account_id)
        WHERE created_at >= deleted_at AND created_at < free_from
        """,
    ),
    Law(
        "passwords_go_on",
        "The password of the form is gone once the IDs are issued.",
        """
        SELECT application_number AS subject, 'the form''s password is kept' AS found
        FROM application
        WHERE stage IN ('enrolled', 'revoked') AND manager_password_hash IS NOT NULL
        """,
    ),
    Law(
        "who_was_asked_decides",
        "A decision is about a form that was submitted before, by the mailbox that it names;"
        " where no mailbox decided, an administrator did, with a reason.",
        f"""
        SELECT decision.application AS subject, 'decided by another mailbox' AS found
        FROM decision JOIN form_revision USING (application, revision)
        WHERE mail_address <> '' AND mail_address <> contact_mail_address
        UNION ALL
        SELECT application, 'decided on no form' FROM decision
        WHERE NOT EXISTS (
            SELECT FROM form_revision WHERE form_revision.application = decision.application
                AND form_revision.revision = decision.revision
                AND submitted_at <= decided_at + {AT_ONCE}
        )
        UNION ALL
        SELECT application, 'decided by nobody' FROM decision
        WHERE mail_address = '' AND NOT EXISTS (
            SELECT FROM console_act WHERE console_act.application = decision.application
                AND tag = 'administrator:application:approve' AND btrim(reason) <> ''
        )
        """,  # noqa: S608 -- a constant
    ),
    Law(
        "two_people_decide",
        "What needs two administrators was done by two.",
        """
        SELECT 'revocation ' || id AS subject, 'one person did both' AS found FROM revocation
        WHERE outcome = 'done' AND decided_by = administrator
        UNION ALL
        SELECT 'cancellation proposal ' || id, 'one person did both' FROM cancellation_proposal
        WHERE outcome = 'agreed' AND decided_by = administrator
        UNION ALL
        SELECT 'access ' || id, 'one person did both' FROM access_change
        WHERE seconded_at IS NOT NULL AND seconded_by = administrator
        """,
    ),
)
