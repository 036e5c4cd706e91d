"""The helpdesk's digest: one mail on each business day, and what it has to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from db.audit_seals import newest_head
from db.breaches import count_breaches
from db.console.queue import Case, QueueQuery, load_queue
from db.engine import transaction
from db.tables.enrolment import Application
from db.tables.members import Cancellation
from db.tables.operation import Mail
from domain.business_calendar import JST, add_business_days, is_business_day
from domain.enrolment.stages import Stage
from domain.mail_addresses import counted_mailbox
from domain.mail_kinds import MailKind
from domain.needs import Need
from domain.processes import ProcessKind, number_of, process_id

LATE = timedelta(hours=1)
"""A mail that waits longer than this is in trouble; it is tried once an hour at least."""

DIGEST = MailKind.HELPDESK_DIGEST


@dataclass(frozen=True)
class MailsThatWait:
    """Mails that the mail server has not taken for a while, and since when the oldest waits."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Figures:
    """How often each thing happened; `ended`: without IDs, `failed`: mails that did not arrive."""

    requested: int
    submitted: int
    approved: int
    enrolled: int
    ended: int
    sent: int
    failed: int


async def late_mails(now: datetime) -> MailsThatWait:
    """The mails of every kind that wait longer than `LATE`, but for their mailbox's share."""
    rows = await Mail.raw(
        "SELECT count(*), min(queued_at) AS oldest FROM mail"
        " WHERE state = 'queued' AND greatest(queued_at, waits_until) < {}",
        now - LATE,
    )
    return MailsThatWait(**rows[0])


async def figures(since: datetime, until: datetime) -> Figures:
    """Count what happened from `since` on, before `until`."""
    rows: list[dict[str, Any]] = await Application.raw(
        """
        WITH period AS (SELECT {}::timestamptz AS since, {}::timestamptz AS until)
        SELECT
            (
                SELECT count(*) FROM application
                WHERE requested_at >= since AND requested_at < until
            ) AS requested,
            (
                SELECT count(*) FROM form_revision
                WHERE revision = 1 AND submitted_at >= since AND submitted_at < until
            ) AS submitted,
            (
                SELECT count(*) FROM decision
                WHERE choice = 'approve' AND decided_at >= since AND decided_at < until
            ) AS approved,
            (
                SELECT count(*) FROM application
                WHERE stage = 'enrolled' AND closed_at >= since AND closed_at < until
            ) AS enrolled,
            (
                SELECT count(*) FROM application
                WHERE stage <> 'enrolled' AND closed_at >= since AND closed_at < until
            ) AS ended,
            (
                SELECT count(*) FROM mail
                WHERE state = 'sent' AND finished_at >= since AND finished_at < until
            ) AS sent,
            (
                SELECT count(*) FROM mail
                WHERE state IN ('refused', 'bounced')
                    AND finished_at >= since AND finished_at < until
            ) AS failed
        FROM period
        """,
        since,
        until,
    )
    return Figures(**rows[0])


@dataclass(frozen=True)
class Ending:
    """What ends soon unless somebody acts; `stage` is None for a company's 解約.

    `reference`: 受付番号, or 企業ID of a company.
    """

    reference: str
    company_name: str
    stage: Stage | None
    ends_at: datetime


async def applications_ending(until: datetime) -> tuple[Ending, ...]:
    """Applications with a form whose wait for others ends before then, the first to end first."""
    rows = await Application.raw(
        """
        SELECT application_number AS reference, form.company_name, stage, deadline AS ends_at
        FROM application JOIN form_revision AS form
            ON form.application = application_number AND form.revision = revision_in_hand
        WHERE stage IN ('awaiting_approval', 'returned') AND deadline < {}
        ORDER BY deadline, application_number
        """,
        until,
    )
    return tuple(Ending(**{**row, "stage": Stage(row["stage"])}) for row in rows)


async def companies_leaving(until: datetime) -> tuple[Ending, ...]:
    """Companies whose 解約 takes place before then, the first first."""
    rows = await Cancellation.raw(
        """
        SELECT company_id AS reference, name AS company_name, ends_at
        FROM cancellation JOIN company ON company_id = cancellation.company
        WHERE undone_at IS NULL AND cancellation.ended_at IS NULL AND ends_at < {}
        ORDER BY ends_at, company_id
        """,
        until,
    )
    return tuple(Ending(**row, stage=None) for row in rows)


@dataclass(frozen=True)
class WaitingCases:
    """What needs a person for one reason: how many cases, and the oldest of them."""

    need: Need
    count: int
    oldest: tuple[Case, ...]


@dataclass(frozen=True)
class Digest:
    """What the helpdesk has to know on the morning of `day`.

    `ending` and `leaving`: until three business days from now. `happened`: from the business day
    `since` on, until `day` began. `breaches`: how often each law that the auditor found broken is.
    `seal`: the head of the audit log's chain, empty before the first event is sealed.
    """

    day: date
    waiting: tuple[WaitingCases, ...]
    ending: tuple[Ending, ...]
    leaving: tuple[Ending, ...]
    late: MailsThatWait
    since: date
    happened: Figures
    breaches: Mapping[str, int]
    seal: str


async def queue_digest(recipient: str, now: datetime) -> str | None:
    """Queue the mail of today, once however often, and give its process; None on a day off.

    What an earlier day's mail would say is old by now: one that still waits is called off.
    """
    today = now.astimezone(JST).date()
    if not is_business_day(today):
        return None
    process = process_id(ProcessKind.DIGEST, int(f"{today:%Y%m%d}"))
    async with transaction():
        await Mail.update({Mail.state: "void", Mail.finished_at: now}).where(
            Mail.kind == DIGEST, Mail.state == "queued", Mail.process != process
        )
        await Mail.insert(
            Mail(
                key=f"{process}/{DIGEST}/1",
                process=process,
                kind=DIGEST,
                generation=1,
                recipient=recipient,
                mailbox=counted_mailbox(recipient),
                queued_at=now,
            )
        ).on_conflict(target=Mail.key, action="DO NOTHING")
    return process


async def load_digest(process: str, now: datetime) -> Digest:
    """Read what waits now, and what happened before the day that the process is of."""
    day = datetime.strptime(str(number_of(process)), "%Y%m%d").replace(tzinfo=JST)
    since = datetime.combine(add_business_days(day, -1), time(), JST)
    soon = add_business_days(now, 3)
    return Digest(
        day=day.date(),
        waiting=tuple([await _waiting(need) for need in Need]),
        ending=await applications_ending(soon),
        leaving=await companies_leaving(soon),
        late=await late_mails(now),
        since=since.date(),
        happened=await figures(since, day),
        breaches=await count_breaches(),
        seal=str(await newest_head() or ""),
    )


async def _waiting(need: Need) -> WaitingCases:
    page = await load_queue(QueueQuery(need))
    return WaitingCases(need, page.waiting[need], page.cases)
