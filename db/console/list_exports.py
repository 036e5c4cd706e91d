"""That somebody took a list of the console away as a file."""

from collections.abc import Mapping
from datetime import datetime

from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from domain.audit_tags import AuditTag


async def record_list_export(
    name: str,
    asked: Mapping[str, str | bool],
    company_id: str | None,
    why: ActReason,
    now: datetime,
) -> None:
    """Note which list was taken away, and what it was narrowed to; nothing personal.

    `company_id`: whose list it was, if it was of one company. The record outlives what it is about.
    """
    async with transaction():
        await record_act(
            AuditTag.ADMINISTRATOR_LIST_EXPORT,
            why,
            ActSubject(company_id=company_id),
            now,
            after={"list": name} | dict(asked),
        )
