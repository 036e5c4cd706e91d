"""The laws of companies and accounts: who may be in, and who answers for it."""

from auditor.law import Law

LAWS = (
    Law(
        "companies_have_one_manager",
        "A company that uses Inforex has exactly one 主担当, and at most 999 accounts.",
        """
        SELECT company AS subject, count(*) FILTER (WHERE role = 'id_manager') || ' 主担当, '
            || count(*) || ' accounts' AS found
        FROM account JOIN company ON company_id = company WHERE ended_at IS NULL
        GROUP BY company
        HAVING count(*) FILTER (WHERE role = 'id_manager') <> 1 OR count(*) > 999
        """,
    ),
    Law(
        "deputies_agreed",
        "A 副担当 consented, and that was not ended.",
        """
        SELECT company || '-' || account_id AS subject, '副担当 without consent' AS found
        FROM account WHERE role = 'deputy' AND NOT EXISTS (
            SELECT FROM deputy_appointment AS appointment
            WHERE appointment.account = account.id AND accepted_at IS NOT NULL
                AND closed_at IS NULL
        )
        """,
    ),
    Law(
        "nobody_is_in_who_may_not",
        "No session of an account that is not active, or of a company that is suspended or left.",
        """
        SELECT company || '-' || account_id AS subject, 'logged in' AS found
        FROM login_session JOIN account ON account.id = login_session.account
        JOIN company ON company_id = company
        WHERE state <> 'active' OR suspended_at IS NOT NULL OR ended_at IS NOT NULL
        UNION ALL
        SELECT 'administrator ' || administrator.id, 'logged in' FROM administrator_session
        JOIN administrator ON administrator.id = administrator_session.administrator
        WHERE state <> 'active'
        """,
    ),
    Law(
        "accounts_have_their_password",
        "Who was invited has no password yet; who is active has one.",
        """
        SELECT company || '-' || account_id AS subject, state || CASE
            WHEN password_hash IS NULL THEN ' without' ELSE ' with' END || ' password' AS found
        FROM account WHERE state = 'invited' AND password_hash IS NOT NULL
            OR state = 'active' AND password_hash IS NULL
        """,
    ),
    Law(
        "who_left_is_out",
        "Of a company that left nobody may log in, and what was open there is over.",
        """
        SELECT company_id AS subject, 'left, with ' || count(*) || ' active' AS found
        FROM company JOIN account ON company = company_id, moment
        WHERE ended_at < late AND state = 'active' GROUP BY company_id
        UNION ALL
        SELECT company_id, 'left, with a request undecided' FROM company
        JOIN company_change ON company = company_id, moment WHERE ended_at < late AND choice IS NULL
        UNION ALL
        SELECT company, 'should have left' FROM cancellation, moment
        WHERE ends_at < late AND ended_at IS NULL AND undone_at IS NULL
        """,
    ),
)
