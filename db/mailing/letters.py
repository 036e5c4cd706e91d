"""Mails to members: queued with the act that calls for them, sent by a process of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import outbox
from db.mailing.delays import USUAL
from db.tables.companies import Account
from db.tables.operation import Mail
from domain.companies.deputies import MANAGING
from domain.companies.outcome import CompanyMail, CompanyMails
from domain.mail_addresses import counted_mailbox
from domain.mail_kinds import Audience, MailKind
from domain.processes import ProcessKind, process_id

MOST_AT_ONCE = 20
"""So many mails a process is told of that are due; then it asks again."""


@dataclass(frozen=True)
class NewLetter:
    """One mail to be sent.

    `account`: the key of the account it is about; None when it is about the company alone.
    `generation`: of the link that it carries, the number of the deputy's appointment that it is
    about, 1 for others.
    """

    kind: MailKind
    company_id: str
    account: int | None
    recipient: str
    generation: int = 1


@dataclass(frozen=True)
class LetterProgress:
    """How far a process is with its mails; `failed` were refused, or came back.

    `moved_at`: when the latest was queued, or finished.
    """

    total: int
    sent: int
    failed: int
    waiting: int
    moved_at: datetime

    def takes_longer(self, now: datetime) -> bool:
        """Whether nothing has gone for too long; many mails take their time, one by one."""
        return self.waiting > 0 and now - self.moved_at >= USUAL


async def send_letters(letters: Sequence[NewLetter], now: datetime) -> str:
    """Queue mails in the caller's transaction, and begin the process that sends them.

    Gives the process, which the page nudges after the commit.
    """
    rows = await Mail.raw("SELECT nextval('process_serial') AS serial")
    process = process_id(ProcessKind.LETTERS, rows[0]["serial"])
    await queue_letters(process, letters, now)
    await outbox.tell(process, "start", now)
    return process


async def queue_letters(process: str, letters: Sequence[NewLetter], now: datetime) -> None:
    """Queue mails that a process is to send; one that is queued already is left as it is.

    A process sends one mail of a kind and generation to each recipient's account.
    """
    rows = [
        Mail(
            key=_key(process, letter),
            process=process,
            company=letter.company_id,
            account=letter.account,
            kind=letter.kind,
            generation=letter.generation,
            recipient=letter.recipient,
            mailbox=counted_mailbox(letter.recipient),
            queued_at=now,
        )
        for letter in letters
    ]
    if rows:
        await Mail.insert(*rows).on_conflict(target=Mail.key, action="DO NOTHING")


async def next_letters(process: str, most: int, now: datetime | None = None) -> tuple[str, ...]:
    """The keys of queued mails; those come last that were tried in vain the most often.

    With `now`, without those that have to wait for their mailbox's share.
    """
    queued = (
        Mail.select(Mail.key)
        .where(Mail.process == process, Mail.state == "queued")
        .order_by(Mail.attempts)
        .order_by(Mail.queued_at)
        .order_by(Mail.key)
        .limit(most)
    )
    if now is not None:
        queued = queued.where(Mail.waits_until.is_null() | (Mail.waits_until <= now))
    return tuple(row["key"] for row in await queued)


async def none_went(keys: Sequence[str], now: datetime) -> bool:
    """Whether each of these mails was tried in vain: none was sent, called off or put aside."""
    rows = await Mail.raw(
        "SELECT FROM mail WHERE key = ANY({}) AND (state <> 'queued' OR waits_until > {}) LIMIT 1",
        list(keys),
        now,
    )
    return not rows


async def letters_wait_until(process: str) -> datetime | None:
    """When the first of a process's queued mails may go; None when there is none."""
    rows = await Mail.raw(
        "SELECT min(waits_until) AS first FROM mail WHERE process = {} AND state = 'queued'",
        process,
    )
    first: datetime | None = rows[0]["first"]
    return first


async def letters_left(process: str) -> int:
    """How many mails of a process are neither sent nor refused nor called off."""
    return int(await Mail.count().where(Mail.process == process, Mail.state == "queued"))


async def letter_progress(process: str, company_id: str) -> LetterProgress | None:
    """How far a process is with a company's mails; None when it has none of this company."""
    rows = await Mail.raw(
        """
        SELECT count(*) AS total, count(*) FILTER (WHERE state = 'sent') AS sent,
            count(*) FILTER (WHERE state IN ('refused', 'bounced')) AS failed,
            count(*) FILTER (WHERE state = 'queued') AS waiting,
            greatest(max(queued_at), max(finished_at)) AS moved_at
        FROM mail WHERE process = {} AND company = {}
        """,
        process,
        company_id,
    )
    return LetterProgress(**rows[0]) if rows[0]["total"] else None


async def open_letters() -> tuple[str, ...]:
    """The processes that still have mails to send, for a Temporal that knows none of them."""
    rows = await Mail.raw(
        "SELECT DISTINCT process FROM mail WHERE state = 'queued' AND process LIKE 'letters-%'"
    )
    return tuple(row["process"] for row in rows)


def _key(process: str, letter: NewLetter) -> str:
    nth = "" if letter.account is None else f".{letter.account}"
    return f"{process}/{letter.kind}/{letter.generation}{nth}"


async def tell(
    process: str, mails: CompanyMails, company_id: str, now: datetime, *, alert_to: str = ""
) -> None:
    """Queue mails to the present ID managers and the administrators, in the caller's transaction.

    `alert_to`: the administrators' address; raises `ValueError` without one for a mail to them.
    """
    for mail in mails:
        if mail.kind.audience is Audience.MEMBER:
            await _tell_managers(process, mail.kind, company_id, now)
        else:
            await _alert_administrators(process, mail, company_id, alert_to, now)


async def id_managers_of(company_id: str) -> list[tuple[int, str]]:
    """The key and the mail address of each ID manager's account, 主担当 first.

    A company that was taken over may have nobody yet.
    """
    rows = await Account.raw(
        """
        SELECT id, mail_address FROM account WHERE company = {} AND role = ANY({})
        ORDER BY role = 'id_manager' DESC, id
        """,
        company_id,
        list(MANAGING),
    )
    return [(row["id"], row["mail_address"]) for row in rows]


async def _tell_managers(process: str, kind: MailKind, company_id: str, now: datetime) -> None:
    letters = [
        NewLetter(kind, company_id, account, mail_address)
        for account, mail_address in await id_managers_of(company_id)
    ]
    await queue_letters(process, letters, now)


async def _alert_administrators(
    process: str, mail: CompanyMail, company_id: str, alert_to: str, now: datetime
) -> None:
    if not alert_to:
        raise ValueError(f"{mail.kind.value} is for the administrators, and there is no address")
    letter = NewLetter(mail.kind, company_id, None, alert_to, mail.nth)
    await queue_letters(process, [letter], now)


async def call_off_letters(process: str, now: datetime) -> None:
    """Send none of a process's mails that still wait: what they say is no longer true."""
    await Mail.update({Mail.state: "void", Mail.finished_at: now, Mail.claimed_until: None}).where(
        Mail.process == process, Mail.state == "queued"
    )
