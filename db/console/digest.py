"""The helpdesk's digest: one mail on each business day, and what it has to say.

Nothing personal is in it but the names of companies.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from db.audit_seals import newest_digest
from db.console.ending_soon import Ending, applications_ending, companies_leaving
from db.console.figures import Figures, LateMails, figures, late_mails
from db.console.queue import Case, QueueQuery, load_queue
from db.engine import transaction
from db.tables.operation import Mail
from domain.business_calendar import JST, add_business_days, is_business_day
from domain.mail_addresses import counted_mailbox
from domain.mail_kinds import MailKind
from domain.needs import Need
from domain.processes import ProcessKind, number_of, process_id

DIGEST = MailKind.HELPDESK_DIGEST


@dataclass(frozen=True)
class Waiting:
    """What needs a person for one reason: how many cases, and the oldest of them."""

    need: Need
    count: int
    oldest: tuple[Case, ...]


@dataclass(frozen=True)
class Digest:
    """What the helpdesk has to know on the morning of `day`.

    `ending` and `leaving`: until three business days from now. `happened`: from the business day
    `since` on, until `day` began. `seal`: the newest digest of the audit
    log's seals, empty before the first.
    """

    day: date
    waiting: tuple[Waiting, ...]
    ending: tuple[Ending, ...]
    leaving: tuple[Ending, ...]
    late: LateMails
    since: date
    happened: Figures
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
        seal=await newest_digest(),
    )


async def _waiting(need: Need) -> Waiting:
    page = await load_queue(QueueQuery(need))
    return Waiting(need, page.waiting[need], page.cases)
