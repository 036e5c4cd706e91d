"""Mails that came back after the mail server had taken them."""

from datetime import datetime
from typing import Any

from db import audit, outbox
from db.engine import transaction
from db.enrolment.facts import lock_application
from db.members.account_facts import lock_accounts
from db.tables.companies import Account
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.processes import ProcessKind, kind_of


async def record_bounced(
    key: str, diagnostic: str, now: datetime, *, about_us: bool = False
) -> bool:
    """Note that a mail came back for good, and tell its workflow; True at the first time it does.

    `diagnostic`: what the server said, on one line. `about_us`: it would refuse any address; then
    nobody is asked for another one, and the operator sees the mail among those that failed.
    Nothing changes for a key that no mail has,
    or one that was never handed to a mail server: anybody can write a bounce.
    """
    process, _, mail = key.partition("/")
    async with transaction():
        if not await Mail.exists().where(Mail.key == key):
            return False
        if kind_of(process) is not ProcessKind.ENROLMENT:
            return await _bounced_of_member(key, diagnostic, now, about_us=about_us)
        await lock_application(process)
        if not await _mark(key, diagnostic, now, about_us=about_us):
            return False
        await outbox.tell(process, "mail_bounced", now, key=key)
        await audit.record(
            AuditTag.MAIL_SERVER_MAIL_BOUNCE, now, application_number=process, mail=mail
        )
    return True


async def _bounced_of_member(key: str, diagnostic: str, now: datetime, *, about_us: bool) -> bool:
    """No workflow waits for mails to members; the list of accounts shows what came back."""
    (mail,) = await Mail.select(Mail.company, Mail.account, Mail.recipient).where(Mail.key == key)
    # Before the mail, as whoever deletes the account and calls its mails off does.
    await lock_accounts([mail["account"] or 0])
    if not await _mark(key, diagnostic, now, about_us=about_us):
        return False
    account_id = None if about_us else await _mark_account(mail, now)
    company_id = mail["company"]
    await audit.record(
        AuditTag.MAIL_SERVER_MAIL_BOUNCE,
        now,
        company_id=company_id,
        account_id=account_id,
        mail=key.replace("/", "."),
    )
    return True


async def _mark_account(mail: dict[str, Any], now: datetime) -> str | None:
    accounts = (
        await Account.update({Account.mail_bounced_at: now})
        .where(Account.id == mail["account"], Account.mail_address == mail["recipient"])
        .returning(Account.account_id)
    )
    return accounts[0]["account_id"] if accounts else None


async def _mark(key: str, diagnostic: str, now: datetime, *, about_us: bool) -> bool:
    # A bounce may overtake the record that the mail was sent: its sender has the claim, or died.
    handed_over = (Mail.state == "sent") | (
        (Mail.state == "queued") & (Mail.claimed_until.is_not_null() | Mail.content.is_not_null())
    )
    rows = (
        await Mail.update(
            {
                Mail.state: "bounced",
                Mail.server_answer: diagnostic,
                Mail.about_us: about_us,
                Mail.finished_at: now,
                Mail.claimed_until: None,
            }
        )
        .where(Mail.key == key, handed_over)
        .returning(Mail.key)
    )
    return bool(rows)
