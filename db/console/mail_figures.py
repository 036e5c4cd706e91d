"""How mails do: what waits to go, and what went and failed lately, and to whose mailboxes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.tables.operation import Mail
from domain.mail_addresses import MailDomainClass, classify

COMES_BACK_WITHIN = timedelta(days=10)
"""A mail server gives a mail up after five days at most (RFC 5321, 4.5.4.1), and its report too."""


@dataclass(frozen=True)
class QueuedMails:
    """Mails of one kind that have not gone.

    `held`: may not go yet, for their mailboxes had their share; `waiting`: all others, and since
    when the oldest of them might have gone.
    """

    kind: str
    waiting: int
    held: int
    since: datetime | None


@dataclass(frozen=True, order=True)
class Failure:
    """How a mail failed. `state`: refused or bounced; `about_us`: whatever the address."""

    domain: MailDomainClass
    state: str
    about_us: bool


async def load_queued(now: datetime) -> tuple[QueuedMails, ...]:
    """Count what has not gone, by kind."""
    rows = await Mail.raw(
        """
        SELECT kind, count(*) FILTER (WHERE due <= moment) AS waiting,
            count(*) FILTER (WHERE due > moment) AS held,
            min(due) FILTER (WHERE due <= moment) AS since
        FROM mail, LATERAL (
            SELECT {}::timestamptz AS moment, greatest(queued_at, waits_until) AS due
        ) AS times
        WHERE state = 'queued' GROUP BY kind ORDER BY kind
        """,
        now,
    )
    return tuple(QueuedMails(**row) for row in rows)


async def load_sent(since: datetime) -> dict[str, int]:
    """Count the mails that fell due since then and went, by kind."""
    rows = await Mail.raw(
        "SELECT kind, count(*) FROM mail WHERE queued_at >= {} AND state IN ('sent', 'bounced')"
        " GROUP BY kind ORDER BY kind",
        since,
    )
    return {row["kind"]: row["count"] for row in rows}


async def load_failures(since: datetime) -> Counter[Failure]:
    """Count the mails that were refused or came back since then, by whose mailboxes they were."""
    rows = await Mail.raw(
        """
        SELECT split_part(recipient, '@', -1) AS domain, state, about_us, count(*) FROM mail
        WHERE state IN ('refused', 'bounced') AND queued_at >= {} AND finished_at >= {}
        GROUP BY 1, 2, 3
        """,
        since - COMES_BACK_WITHIN,
        since,
    )
    failures: Counter[Failure] = Counter()
    for row in rows:
        domain = classify(f"@{row['domain']}")
        failures[Failure(domain, row["state"], row["about_us"])] += row["count"]
    return failures
