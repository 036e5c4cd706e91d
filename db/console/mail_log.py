"""The mail log: every mail there is, with the mail server's answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.console.conditions import Conditions
from db.console.paging import PER_PAGE, Ordering, cut
from db.engine import planned_for_its_values
from db.tables.operation import Mail


class MailSort(StrEnum):
    """The orders that the list may have, by when mails fell due."""

    NEWEST = "newest"
    OLDEST = "oldest"


_ORDERINGS = {
    MailSort.NEWEST: Ordering("mail", "queued_at", "key", descending=True),
    MailSort.OLDEST: Ordering("mail", "queued_at", "key"),
}


@dataclass(frozen=True)
class MailQuery:
    """What is to be listed; empty or None for any.

    `recipient`: a whole address in lower case. `since`, `until`: when it fell due, the latter not
    included. `after`: the key that the page before ended with. `before`: the key that the next page
    began with.
    """

    recipient: str = ""
    kind: str = ""
    state: str = ""
    application_number: str = ""
    company_id: str = ""
    process: str = ""
    since: datetime | None = None
    until: datetime | None = None
    order: MailSort = MailSort.NEWEST
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class LoggedMail:
    """One mail; `application`, `company`: what it is about, None where it is not.

    `waits_until`: when its mailbox may have it, which had its share of mails (S12).
    """

    key: str
    kind: str
    recipient: str
    state: str
    attempts: int
    server_answer: str
    queued_at: datetime
    waits_until: datetime | None
    finished_at: datetime | None
    application: str | None
    company: str | None


@dataclass(frozen=True)
class MailPage:
    """One page.

    `next`: `after` of the next page, `back`: `before` of the page before; None where there is none.
    """

    mails: tuple[LoggedMail, ...]
    next: str | None
    back: str | None = None


async def find_mails(query: MailQuery, most: int = PER_PAGE) -> MailPage:
    """Read one page of the mails that were asked for."""
    order = _ORDERINGS[query.order].turned(backwards=bool(query.before))
    conditions = _conditions(query, order)
    async with planned_for_its_values():
        rows = await Mail.raw(
            f"""
            SELECT key, kind, recipient, state, attempts, server_answer, queued_at,
                waits_until, finished_at, application, company
            FROM mail WHERE {conditions.sql} ORDER BY {order.sql()} LIMIT {{}}
            """,  # noqa: S608 -- only constants of this file are put in
            *conditions.values,
            most + 1,
        )
    listed = [LoggedMail(**row) for row in rows]
    page = cut(listed, lambda each: each.key, after=query.after, before=query.before, most=most)
    return MailPage(page.shown, next=page.next, back=page.back)


async def kinds_sent() -> tuple[str, ...]:
    """The kinds of mails that there are, each found by one step in the index."""
    rows = await Mail.raw(
        """
        WITH RECURSIVE kinds AS (
            SELECT min(kind) AS kind FROM mail
            UNION ALL
            SELECT (SELECT min(kind) FROM mail WHERE mail.kind > kinds.kind)
            FROM kinds WHERE kinds.kind IS NOT NULL
        )
        SELECT kind FROM kinds WHERE kind IS NOT NULL
        """
    )
    return tuple(row["kind"] for row in rows)


def _conditions(query: MailQuery, order: Ordering) -> Conditions:
    conditions = Conditions()
    for sql, value in (
        ("lower(recipient) = {}", query.recipient),
        ("kind = {}", query.kind),
        ("state = {}", query.state),
        ("application = {}", query.application_number),
        ("company = {}", query.company_id),
        ("process = {}", query.process),
        ("queued_at >= {}", query.since),
        ("queued_at < {}", query.until),
        (order.beyond, query.before or query.after),
    ):
        if value:
            conditions.add(sql, value)
    if query.state and query.state != "sent":
        # As the index says it, which has these only.
        conditions.add("state <> 'sent'")
    return conditions
