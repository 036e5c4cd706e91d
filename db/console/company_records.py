"""What administrators did about a company, and which mails went out about it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.tables.administration import ConsoleAct

SHOWN = 20
"""So many of the newest acts a page shows; the audit log has all."""


@dataclass(frozen=True)
class PastAct:
    """One act; `account_id`: None for the company as a whole."""

    at: datetime
    tag: str
    done_by: str
    account_id: str | None
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


async def latest_acts(company_id: str) -> tuple[PastAct, ...]:
    """The latest acts about a company, the newest first."""
    rows = await (
        ConsoleAct.select(*PastAct.__annotations__)
        .where(ConsoleAct.company == company_id)
        .order_by(ConsoleAct.id, ascending=False)
        .limit(SHOWN)
    )
    values = ("before", "after")
    return tuple(PastAct(**row | {name: json.loads(row[name]) for name in values}) for row in rows)
