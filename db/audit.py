"""The audit log: one row for everything that somebody or something did."""

import json
from collections.abc import Sequence
from datetime import datetime

from db.tables.operation import AuditEvent


async def record(
    tag: str,
    at: datetime,
    *,
    application_number: str | None = None,
    company_id: str | None = None,
    account_id: str | None = None,
    **details: str | int | bool | None,
) -> None:
    """Add one event, in the caller's transaction.

    `tag` is `source:subject:action`; `details` hold numbers and choices, never an address,
    a name or a token, because the log outlives the data it speaks of.
    """
    await AuditEvent.insert(
        AuditEvent(
            at=at,
            tag=tag,
            application_number=application_number,
            company_id=company_id,
            account_id=account_id,
            details=json.dumps(details),
        )
    )


async def record_for_accounts(
    tag: str, at: datetime, company_id: str, account_ids: Sequence[str], **details: str | int
) -> None:
    """Add an event of the same kind for each of a company's accounts, in one statement."""
    await AuditEvent.insert(
        *(
            AuditEvent(
                at=at,
                tag=tag,
                company_id=company_id,
                account_id=account_id,
                details=json.dumps(details),
            )
            for account_id in account_ids
        )
    )
