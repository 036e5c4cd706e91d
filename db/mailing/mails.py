"""Mails and their outcomes: queued with the fact, claimed by one sender, sent or refused."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from piccolo.columns import Column

from db import outbox
from db.engine import transaction
from db.tables.operation import Mail, MailCopy
from domain.mail_addresses import counted_mailbox
from domain.mail_kinds import MailKind

# Longer than a whole conversation with a slow mail server, so that nobody else sends meanwhile.
CLAIM = timedelta(seconds=90)

LONGEST_CLAIM = 2 * CLAIM
"""Nobody claims for so long: what says so was written by a clock that was wrong."""


@dataclass(frozen=True)
class ClaimedMail:
    """A mail that this sender alone may send until its claim runs out.

    `process`: who sends it, 受付番号 for an application. `company` and `account`: whom it is about
    where that is no application; `account` is the key of a row, None where it is gone. `salt`:
    what tells it from every mail that ever had the same key, before a restore or elsewhere.
    """

    key: str
    process: str
    kind: str
    generation: int
    revision: int
    company: str | None
    account: int | None
    recipient: str
    salt: UUID | None
    queued_at: datetime


@dataclass(frozen=True)
class MailToSend(ClaimedMail):
    """One that is claimed now.

    `may_have_gone`: it was written before, by a sender of which nobody knows that it did not go.
    """

    may_have_gone: bool


async def queue(  # noqa: PLR0913 -- the columns of one row
    application_number: str,
    kind: MailKind,
    generation: int,
    recipient: str,
    now: datetime,
    *,
    revision: int = 0,
    nth: int | None = None,
) -> None:
    """Record in the caller's transaction that a mail is due; a second call changes nothing.

    `revision`: of the form that it speaks of. `nth` tells mails of one kind and generation
    apart, such as reminders.
    """
    mail = mail_row(
        application_number, kind, generation, recipient, now, revision=revision, nth=nth
    )
    await queue_all([mail])


async def queue_all(rows: Sequence[Mail]) -> None:
    """Record in the caller's transaction that these mails are due; as `queue` does."""
    if rows:
        await Mail.insert(*rows).on_conflict(target=Mail.key, action="DO NOTHING")


def mail_row(  # noqa: PLR0913 -- the columns of one row
    application_number: str,
    kind: MailKind,
    generation: int,
    recipient: str,
    now: datetime,
    *,
    revision: int,
    nth: int | None,
) -> Mail:
    """The row of a mail about an application; its key is made of kind and numbers."""
    suffix = "" if nth is None else f".{nth}"
    return Mail(
        key=f"{application_number}/{kind}/{generation}{suffix}",
        process=application_number,
        application=application_number,
        kind=kind,
        generation=generation,
        revision=revision,
        recipient=recipient,
        mailbox=counted_mailbox(recipient),
        queued_at=now,
    )


async def due(application_number: str) -> tuple[str, ...]:
    """The keys of an application's mails that are neither sent nor refused, oldest first."""
    rows = (
        await Mail.select(Mail.key)
        .where(Mail.application == application_number, Mail.state == "queued")
        .order_by(Mail.queued_at)
        .order_by(Mail.key)
    )
    return tuple(row["key"] for row in rows)


async def claim(key: str, now: datetime) -> MailToSend | None:
    """Take a queued mail for sending; None when it is done, or another sender has it."""
    rows = (
        await Mail.update({Mail.claimed_until: now + CLAIM, Mail.attempts: Mail.attempts + 1})
        .where(
            Mail.key == key,
            Mail.state == "queued",
            (Mail.claimed_until.is_null())
            | (Mail.claimed_until < now)
            | (Mail.claimed_until > now + LONGEST_CLAIM),
        )
        .returning(
            Mail.key,
            Mail.process,
            Mail.kind,
            Mail.generation,
            Mail.revision,
            Mail.company,
            Mail.account,
            Mail.recipient,
            Mail.salt,
            Mail.queued_at,
            Mail.content,
        )
    )
    if not rows:
        return None
    written = rows[0].pop("content")
    return MailToSend(**rows[0], may_have_gone=written is not None)


async def accounts_of(key: str) -> tuple[int, ...]:
    """The key of the row of the account that a mail is about, if it is about one."""
    rows = await Mail.select(Mail.account).where(Mail.key == key, Mail.account.is_not_null())
    return tuple(row["account"] for row in rows)


async def states(keys: Sequence[str]) -> dict[str, str]:
    """The state of each of these mails: `queued`, `sent` or `refused`."""
    rows = await Mail.select(Mail.key, Mail.state).where(Mail.key.is_in(list(keys)))
    return {row["key"]: row["state"] for row in rows}


async def salt_of(key: str) -> UUID | None:
    """The salt of a mail; None where it has none, or there is no such mail."""
    row = await Mail.select(Mail.salt).where(Mail.key == key).first()
    return None if row is None else row["salt"]


@dataclass(frozen=True)
class Said:
    """What a mail said, without its secret links (S03)."""

    subject: str
    body: str


async def record_sent(
    key: str, server_answer: str, now: datetime, *, said: Said | None = None
) -> None:
    """Note that the mail server took the mail, and what it says, for the console."""
    async with transaction():
        await _finish(key, "sent", server_answer, now)
        await _keep(key, said)


async def record_refused(
    key: str,
    server_answer: str,
    now: datetime,
    *,
    about_us: bool = False,
    said: Said | None = None,
) -> None:
    """Note that the mail server refused the mail for good (an answer of 5xx), and what it says.

    `about_us`: it would refuse any address; the operator has to mend that. A closed application
    may need a person for it, and has no workflow any more that hears of it.
    """
    async with transaction():
        await _finish(key, "refused", server_answer, now, about_us=about_us)
        await _keep(key, said)
        for row in await Mail.raw(_OF_A_CLOSED_APPLICATION, key):
            await outbox.tell(row["application"], "mail_bounced", now, key=key)


_OF_A_CLOSED_APPLICATION = """
    SELECT mail.application FROM mail JOIN application ON application_number = mail.application
    WHERE key = {} AND mail.state = 'refused' AND closed_at IS NOT NULL
"""


async def _keep(key: str, said: Said | None) -> None:
    # The row of the mail may be gone: what it was about was deleted while it was sent.
    if said is not None:
        await MailCopy.raw(
            "INSERT INTO mail_copy (mail, subject, body) SELECT key, {}, {} FROM mail"
            " WHERE key = {} ON CONFLICT DO NOTHING",
            said.subject,
            said.body,
            key,
        )


async def record_deferred(
    key: str, server_answer: str, *, may_have_gone: bool = False, put_off: bool = False
) -> None:
    """Note why the mail could not go now, and let the next attempt have it.

    One that has certainly not gone is written anew then, as the facts are by that time.
    `put_off`: the mail server works, and others may go.
    """
    noted: dict[Column | str, object] = {
        Mail.server_answer: server_answer,
        Mail.claimed_until: None,
        Mail.put_off: put_off,
    }
    if not may_have_gone:
        noted[Mail.content] = None
    await Mail.update(noted).where(Mail.key == key, Mail.state == "queued")


async def put_aside(key: str, until: datetime) -> None:
    """Let a claimed mail wait for its mailbox's share, in the transaction that claimed it."""
    await Mail.update(
        {Mail.waits_until: until, Mail.claimed_until: None, Mail.attempts: Mail.attempts - 1}
    ).where(Mail.key == key, Mail.state == "queued")


async def waiting_until(keys: Sequence[str], now: datetime) -> datetime | None:
    """When the first of these mails may go; None when one is queued that need not wait.

    A mail waits for its mailbox's share, and for a sender that has it or died with it.
    """
    rows = await Mail.select(Mail.waits_until, Mail.claimed_until).where(
        Mail.key.is_in(list(keys)), Mail.state == "queued"
    )
    times = [_waits(row["waits_until"], row["claimed_until"], now) for row in rows]
    return min(times, default=None) if all(time > now for time in times) else None


def _waits(share: datetime | None, claim: datetime | None, now: datetime) -> datetime:
    claimed = claim if claim and claim <= now + LONGEST_CLAIM else now
    return max(share or now, claimed)


async def call_off(application_number: str, kinds: Sequence[MailKind], now: datetime) -> None:
    """Send no more of these kinds, in the caller's transaction: they would not be true."""
    await Mail.update({Mail.state: "void", Mail.finished_at: now, Mail.claimed_until: None}).where(
        Mail.application == application_number,
        Mail.kind.is_in(list(kinds)),
        Mail.state == "queued",
    )


async def void(key: str, now: datetime) -> None:
    """Never send this mail: what it says is no longer true."""
    await _finish(key, "void", "", now)


async def _finish(
    key: str, state: str, server_answer: str, now: datetime, *, about_us: bool = False
) -> None:
    await Mail.update(
        {
            Mail.state: state,
            Mail.server_answer: server_answer,
            Mail.about_us: about_us,
            Mail.finished_at: now,
            Mail.claimed_until: None,
        }
    ).where(Mail.key == key, Mail.state == "queued")


async def first_written(key: str, write: Callable[[], Awaitable[str]]) -> str | None:
    """Give what was written of a mail; `write` does that, sealed (S03), if nobody did before.

    It reads the facts in the same transaction. None when the mail is finished, or was called off.
    """
    async with transaction():
        rows = await Mail.raw(
            "SELECT content FROM mail WHERE key = {} AND state = 'queued' FOR NO KEY UPDATE", key
        )
        if not rows:
            return None
        content: str = rows[0]["content"] or await write()
        if rows[0]["content"] is None:
            await Mail.update({Mail.content: content}).where(Mail.key == key)
    return content


async def forget_content(key: str) -> None:
    """Let a mail be written anew: the next attempt says what is true by then."""
    await Mail.update({Mail.content: None}).where(Mail.key == key)
