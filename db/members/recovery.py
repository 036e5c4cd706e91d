"""「ID・パスワードをお忘れの方」: the IDs of a mailbox, and a link to set a new password."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db import audit
from db.engine import transaction
from db.mailing.letters import NewLetter, send_letters
from db.members.account_facts import lock_accounts
from db.members.account_links import just_mailed, link_works, make_account_link
from db.members.own_login import PASSWORD_LINK_LIFETIME
from db.tables.companies import Account
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.company_names import loose_search_key
from domain.mail_addresses import mailbox_key
from domain.mail_kinds import MailKind
from domain.tokens import Purpose

MOST_ACCOUNTS = 10
"""A mailbox that many accounts share is not flooded; those that were used last are told."""

MOST_A_DAY, DAY = 5, timedelta(days=1)
"""Mails to one account, above which the link of the last one has to do."""


async def send_recovery(
    company: str, mail_address: str, keys: Sequence[bytes], now: datetime
) -> str | None:
    """Send each account of a mailbox in a company its IDs and a link; gives the sending process.

    `company` is a 企業ID or a 企業名. None, and nothing is sent, when no account fits: nobody's
    address, accounts that are stopped or still invited (an ID manager helps), companies that
    are suspended or have left. One mail tells of one account, since each link is of one.

    What counts is what was mailed, never what was asked: an account that had its mails of the day
    and has a link that works gets no more, so that nobody is kept out by others who ask (S12).
    """
    async with transaction():
        found = {row["id"] for row in await _accounts(company, mail_address)}
        await lock_accounts(found)
        # Read again: it shows what was changed until they were locked.
        rows = [
            row
            for row in await _accounts(company, mail_address)
            if row["id"] in found
            and not await _has_enough(row["id"], now)
            and not await _has_just_asked(row, now)
        ]
        if not rows:
            return None
        process = await send_letters([await _letter(row, keys, now) for row in rows], now)
        for row in rows:
            await audit.record(
                AuditTag.MEMBER_RECOVERY_ASK,
                now,
                company_id=row["company"],
                account_id=row["account_id"],
            )
    return process


async def _accounts(company: str, mail_address: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await Account.raw(
        """
        SELECT account.id, account.company, account.account_id, account.mail_address
        FROM account JOIN company ON company.company_id = account.company
        WHERE lower(account.mail_address) = {} AND account.state = 'active'
            AND company.suspended_at IS NULL AND company.ended_at IS NULL
            AND (company.company_id = {} OR EXISTS (
                SELECT 1 FROM company_key
                WHERE company_key.company = company.company_id AND key = widest_key({})
            ))
        ORDER BY account.last_login_at DESC NULLS LAST, account.id LIMIT {}
        """,
        mailbox_key(mail_address),
        company,
        loose_search_key(company),
        MOST_ACCOUNTS,
    )
    return rows


async def _has_enough(account: int, now: datetime) -> bool:
    """Whether the mails of the day were mailed, or will be, and the newest one's link works."""
    rows = await Mail.raw(
        """
        SELECT max(generation) AS newest, count(*) AS mailed FROM mail
        WHERE account = {} AND kind = 'recovery' AND (
            state = 'queued' OR (state IN ('sent', 'bounced') AND finished_at > {})
        )
        """,
        account,
        now - DAY,
    )
    mailed, newest = rows[0]["mailed"], rows[0]["newest"]
    return mailed >= MOST_A_DAY and await link_works(Purpose.PASSWORD, account, newest, now)


async def _has_just_asked(row: dict[str, Any], now: datetime) -> bool:
    kind, address = MailKind.RECOVERY, row["mail_address"]
    return await just_mailed(Purpose.PASSWORD, kind, row["id"], address, now)


async def _letter(row: dict[str, Any], keys: Sequence[bytes], now: datetime) -> NewLetter:
    generation = await make_account_link(
        keys, Purpose.PASSWORD, row["id"], now=now, expires_at=now + PASSWORD_LINK_LIFETIME
    )
    return NewLetter(MailKind.RECOVERY, row["company"], row["id"], row["mail_address"], generation)
