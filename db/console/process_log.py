"""What happened to applications and their mails, for the log of the process; nothing personal."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.console.paging import PORTION
from db.console.process import Period
from db.tables.operation import AuditEvent, Mail


@dataclass(frozen=True)
class LoggedAct:
    """An event of the audit log that is about an application.

    `company_id`: concerned too, if any. `wholesaler`: the key of the one that the form of then
    names, if it is still kept.
    """

    id: int
    at: datetime
    tag: str
    application_number: str
    company_id: str | None
    wholesaler: int | None


@dataclass(frozen=True)
class FinishedMail:
    """A mail about an application, and what became of it: sent, refused or bounced."""

    key: str
    kind: str
    state: str
    at: datetime
    application_number: str


_ACTS = """
    SELECT event.id, event.at, tag, application_number, company_id, form.wholesaler
    FROM (
        SELECT * FROM audit_event
        WHERE at >= {} AND at < {} AND (at, id) > ({}, {}) AND application_number IS NOT NULL
        ORDER BY at, id LIMIT {}
    ) AS event
    LEFT JOIN LATERAL (
        SELECT wholesaler FROM form_revision
        WHERE application = application_number AND submitted_at <= event.at
        ORDER BY revision DESC LIMIT 1
    ) AS form ON true
    ORDER BY event.at, event.id
"""

# By when they fell due, which the index of the mail log is by.
_MAILS = """
    SELECT key, kind, state, finished_at AS at, application AS application_number, queued_at
    FROM mail
    WHERE queued_at >= {} AND queued_at < {} AND (queued_at, key) > ({}, {})
        AND application IS NOT NULL AND state IN ('sent', 'refused', 'bounced')
    ORDER BY queued_at, key LIMIT {}
"""


async def acts_in_portions(period: Period) -> AsyncIterator[tuple[LoggedAct, ...]]:
    """Everything that happened to applications in a period, the oldest first."""
    at, last = period.since, 0
    while rows := await AuditEvent.raw(_ACTS, period.since, period.until, at, last, PORTION):
        yield tuple(LoggedAct(**row) for row in rows)
        at, last = rows[-1]["at"], rows[-1]["id"]


async def mails_in_portions(period: Period) -> AsyncIterator[tuple[FinishedMail, ...]]:
    """The mails about applications that fell due in a period, and what became of them."""
    at, last = period.since, ""
    while rows := await Mail.raw(_MAILS, period.since, period.until, at, last, PORTION):
        yield tuple(map(_mail, rows))
        at, last = rows[-1]["queued_at"], rows[-1]["key"]


def _mail(row: Mapping[str, Any]) -> FinishedMail:
    return FinishedMail(**{name: row[name] for name in row if name != "queued_at"})
