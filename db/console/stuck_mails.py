"""A mail that waits to be sent, and is to be sent no more."""

from datetime import datetime

from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from db.tables.operation import Mail
from domain.audit_tags import AuditTag
from domain.refusals import RefusalError


class MailNotWaitingError(RefusalError):
    """The mail has gone, was refused or called off, or is being sent at this moment."""


async def void_mail(key: str, why: ActReason, now: datetime) -> None:
    """Never send a mail that waits; its workflow goes on without it.

    Raises `MailNotWaitingError`, and `LookupError` when there is no such mail.
    """
    async with transaction():
        rows = await Mail.raw(
            """
            SELECT application, company, kind, state, claimed_until, (
                SELECT account_id FROM account WHERE account.id = mail.account
            ) AS account_id
            FROM mail WHERE key = {} FOR NO KEY UPDATE
            """,
            key,
        )
        if not rows:
            raise LookupError(f"there is no mail {key}")
        (mail,) = rows
        is_claimed = mail["claimed_until"] is not None and mail["claimed_until"] > now
        if mail["state"] != "queued" or is_claimed:
            raise MailNotWaitingError
        await Mail.update(
            {Mail.state: "void", Mail.finished_at: now, Mail.claimed_until: None}
        ).where(Mail.key == key)
        subject = ActSubject(mail["application"], mail["company"], mail["account_id"])
        await record_act(
            AuditTag.ADMINISTRATOR_MAIL_VOID,
            why,
            subject,
            now,
            before={"mail": key, "kind": mail["kind"]},
        )
