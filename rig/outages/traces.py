"""What is left of a life: what it led to, its mails, and what the audit log has of it."""

import re
from dataclasses import dataclass

from db.tables.companies import Account, Company
from db.tables.enrolment import Application
from db.tables.operation import AuditEvent, Mail
from rig.outages.lives import Lived

MOVED = "workflow:deadline:move"
"""A mail went late, and the time that begins with it likewise, as promised: no difference."""


@dataclass(frozen=True)
class Traces:
    """The same for every life of one kind: without numbers that are its own, and without times."""

    stands: tuple[str, ...]
    mails: tuple[str, ...]
    audit: tuple[str, ...]


async def traces_of(lived: Lived) -> Traces:
    return Traces(
        stands=tuple(await _stands(lived)),
        mails=tuple(sorted(await _mails(lived))),
        audit=tuple(sorted(await _audit(lived))),
    )


async def _stands(lived: Lived) -> list[str]:
    stages = await Application.select(Application.stage).where(
        Application.application_number == lived.application
    )
    companies = await Company.select(Company.ended_at, Company.suspended_at).where(
        (Company.application_number == lived.application) | (Company.company_id == lived.company)
    )
    accounts = await Account.select(Account.state).where(Account.company == lived.company)
    return [
        *(row["stage"] for row in stages),
        *(f"{name}: {at is not None}" for row in companies for name, at in row.items()),
        *sorted(row["state"] for row in accounts),
    ]


async def _mails(lived: Lived) -> list[str]:
    rows = await Mail.select(Mail.key, Mail.process, Mail.state).where(
        (Mail.process == lived.process)
        | (Mail.application == lived.application)
        | (Mail.company == lived.company)
    )
    return [f"{_without_numbers(row['key'])} {row['state']}" for row in rows]


async def _audit(lived: Lived) -> list[str]:
    rows = await AuditEvent.select(AuditEvent.tag).where(
        (AuditEvent.application_number == lived.application)
        | (AuditEvent.company_id == lived.company)
    )
    return [row["tag"] for row in rows if row["tag"] != MOVED]


def _without_numbers(key: str) -> str:
    """A mail's key without what differs: the process, the review or the account it is about."""
    process, _, mail = key.partition("/")
    if mail.startswith("alert_"):
        return mail.partition("/")[0]
    return mail if re.match("[0-9]", process) else mail.partition(".")[0]
