"""Where an account stands, as the ID manager sees it: one of five, told in one place by SQL."""

from datetime import timedelta
from enum import StrEnum

DORMANT_AFTER = timedelta(days=180)
"""An account that nobody logged in to for so long is shown as dormant."""


class Standing(StrEnum):
    """`LAPSED`: invited, and the invitation expired or was taken back. `DORMANT`: see above."""

    ACTIVE = "active"
    INVITED = "invited"
    LAPSED = "lapsed"
    STOPPED = "stopped"
    DORMANT = "dormant"


ACCOUNTS = """
    SELECT account.account_id, account.role, account.state, account.department,
        account.person_name, account.person_name_kana, account.mail_address,
        account.mail_bounced_at, account.created_at, account.last_login_at,
        account.id AS account, invitation.generation, invitation.expires_at AS invited_until,
        CASE account.state
            WHEN 'stopped' THEN 'stopped'
            WHEN 'invited' THEN CASE WHEN invitation.works THEN 'invited' ELSE 'lapsed' END
            ELSE CASE WHEN coalesce(account.last_login_at, account.created_at) < moment.dormant
                THEN 'dormant' ELSE 'active' END
        END AS standing
    FROM account
    CROSS JOIN (SELECT {}::timestamptz AS now, {}::timestamptz AS dormant) AS moment
    LEFT JOIN LATERAL (
        SELECT link.generation, link.expires_at, link.expires_at > moment.now
            AND link.used_at IS NULL AND link.revoked_at IS NULL AS works
        FROM account_link AS link
        WHERE link.account = account.id AND link.purpose = 'invitation'
            AND account.state = 'invited'
        ORDER BY link.generation DESC LIMIT 1
    ) AS invitation ON true
    WHERE account.company = {}
"""
"""The accounts of a company with their standing; filled with now, now - DORMANT_AFTER, 企業ID."""
