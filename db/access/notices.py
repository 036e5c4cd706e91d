"""Who is told of a change, and the link by which each may answer; in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db.access.facts import TELLS, AccessChangeRequest
from db.mailing.letters import NewLetter, queue_letters
from db.members.account_links import make_account_link
from db.tables.companies import Account
from db.tables.operation import Mail
from domain.companies.access_acts import AccessAct
from domain.companies.deputies import MANAGING, manages
from domain.mail_addresses import mailbox_key
from domain.mail_kinds import MailKind
from domain.tokens import Purpose

MOST_WITNESSES = 5
"""So many mailboxes besides the account's own are told of a change to an ID manager's account."""

# Nobody whom the change would bring in: neither the successor nor the new mailbox.
_WITNESSES = """
    SELECT id, mail_address FROM (
        SELECT DISTINCT ON (lower(mail_address)) id, mail_address, role, last_login_at
        FROM account
        WHERE company = {} AND state = 'active' AND id IS DISTINCT FROM {} AND account_id <> {}
            AND lower(mail_address) <> ALL({}) AND (role = ANY({}) OR {})
        ORDER BY lower(mail_address), role = 'user', last_login_at DESC NULLS LAST
    ) AS mailbox ORDER BY role = 'user', last_login_at DESC NULLS LAST, id LIMIT {}
"""


async def tell_company(change: AccessChangeRequest, keys: Sequence[bytes], now: datetime) -> None:
    """Tell the account's own mailbox, which may agree, and others of the company, who may stop it.

    Of a user's account these are the ID managers; of an ID manager's also those who logged in last.
    """
    own, others = TELLS
    told = [(others, row["id"], row["mail_address"]) for row in await _witnesses(change)]
    if change.account is not None:
        told.append((own, change.account, change.address_then))
    letters = [await _letter(*one, change=change, keys=keys, now=now) for one in told]
    await queue_letters(change.process, letters, now)


async def ask_new_mailbox(
    change: AccessChangeRequest, keys: Sequence[bytes], now: datetime
) -> None:
    """Send the new mailbox of an account the link by which it confirms that it is there."""
    if change.account is None:
        raise LookupError(f"{change.process} is about no account")
    generation = await make_account_link(
        keys,
        Purpose.ADDRESS,
        change.account,
        now=now,
        expires_at=change.progress.lapses_at,
        mail_address=change.new_address,
        access_change=change.change_id,
    )
    letter = NewLetter(
        MailKind.ACCESS_CONFIRMATION,
        change.company_id,
        change.account,
        change.new_address,
        generation,
    )
    await queue_letters(change.process, [letter], now)


async def alert_administrators(
    change: AccessChangeRequest,
    alert_to: str,
    now: datetime,
    *,
    kind: MailKind = MailKind.ACCESS_CHANGE_ALERT,
    nth: int = 1,
) -> None:
    """Tell all administrators at once what one of them asked for, or how it ended."""
    letter = NewLetter(kind, change.company_id, None, alert_to, nth)
    await queue_letters(change.process, [letter], now)


async def tell_of_its_end(change: AccessChangeRequest, now: datetime) -> None:
    """Tell those who heard of a change that it is off; who has not yet, hears nothing."""
    told = await Mail.select(Mail.account, Mail.recipient).where(
        Mail.process == change.process,
        Mail.state == "sent",
        Mail.kind.is_in(list(TELLS)),
        Mail.account.is_not_null(),
    )
    letters = [
        NewLetter(MailKind.ACCESS_CHANGE_OFF, change.company_id, mail["account"], mail["recipient"])
        for mail in told
    ]
    await queue_letters(change.process, letters, now)


async def _letter(  # noqa: PLR0913 -- one mail with its link
    kind: MailKind,
    account: int,
    recipient: str,
    *,
    change: AccessChangeRequest,
    keys: Sequence[bytes],
    now: datetime,
) -> NewLetter:
    generation = await make_account_link(
        keys,
        Purpose.ACCESS,
        account,
        now=now,
        expires_at=change.progress.lapses_at,
        access_change=change.change_id,
    )
    return NewLetter(kind, change.company_id, account, recipient, generation)


async def _witnesses(change: AccessChangeRequest) -> list[dict[str, Any]]:
    known = [mailbox_key(a) for a in (change.address_then, _new_mailbox(change)) if a]
    of_the_managers = change.act is AccessAct.MANAGER or manages(change.role_then)
    rows: list[dict[str, Any]] = await Account.raw(
        _WITNESSES,
        change.company_id,
        change.account,
        change.new_account_id,
        known,
        list(MANAGING),
        of_the_managers,
        MOST_WITNESSES,
    )
    return rows


def _new_mailbox(change: AccessChangeRequest) -> str:
    return change.new_person.mail_address if change.new_person else change.new_address
