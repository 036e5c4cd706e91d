"""How an application stands, as far as it decides what can be done about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.console.past_mails import PastMail, failed_mails, past_mails
from db.enrolment.corrections import Notice, newest_notice
from db.enrolment.facts import load_facts
from db.tables.enrolment import Application
from domain.enrolment.facts import Facts


@dataclass(frozen=True)
class Circumstances:
    """The facts, and what else counts for what an administrator may do.

    It is apart from `Facts`, which every page and step reads, because it costs all mails, and the
    company that the application led to, if it did. `notice`: why it last went back. `failed`: of
    the mails those that reached nobody and still hold. All times UTC.
    """

    facts: Facts
    stage_since: datetime
    closed_at: datetime | None
    verified_at: datetime | None
    company_id: str | None
    suspended_at: datetime | None
    ended_at: datetime | None
    notice: Notice | None
    mails: tuple[PastMail, ...]
    failed: tuple[PastMail, ...]

    @property
    def suspended(self) -> bool | None:
        """Whether the company is suspended; None where there is none, or it has left."""
        if self.company_id is None or self.ended_at is not None:
            return None
        return self.suspended_at is not None


async def load_circumstances(application_number: str) -> Circumstances:
    """Read them; raises `LookupError` when there is no such application."""
    facts = await load_facts(application_number)
    mails = await past_mails(application_number)
    return Circumstances(
        facts=facts,
        **await _row(application_number),
        notice=await newest_notice(application_number),
        mails=mails,
        failed=failed_mails(facts, mails),
    )


async def _row(application_number: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = await Application.raw(
        """
        SELECT stage_since, closed_at, verified_at,
            company.company_id, company.suspended_at, company.ended_at
        FROM application LEFT JOIN company USING (application_number)
        WHERE application_number = {}
        """,
        application_number,
    )
    return rows[0]
