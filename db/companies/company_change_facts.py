"""Requests for a new 企業名 or 代表JANメーカーコード, as they stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.company_data import hold_company
from db.tables.members import CompanyChange
from domain.companies.company_change import ChangeChoice
from domain.companies.company_data import Identity


@dataclass(frozen=True)
class Change:
    """One request; `wanted` is what the company is to be known by.

    `requested_by`: アカウントID. `choice`: None while it is undecided. `decision_reason`: as the ID
    manager reads it. `closed`: what follows from the decision was done.
    """

    change_id: int
    company_id: str
    wanted: Identity
    reason: str
    requested_by: str
    requested_at: datetime
    choice: ChangeChoice | None
    decision_reason: str
    decided_by: str
    decided_at: datetime | None
    closed: bool


async def load_change(change_id: int) -> Change:
    """Read a request; raises `LookupError` when there is none of this number."""
    row = await CompanyChange.select().where(CompanyChange.id == change_id).first()
    if row is None:
        raise LookupError(f"there is no company change {change_id}")
    return _change(row)


async def hold_change(change_id: int) -> Change:
    """Lock the company of a request until the transaction ends, and read the request.

    Raises `LookupError` when there is none of this number.
    """
    await hold_company((await load_change(change_id)).company_id)
    # Read again: it shows what the holder of the lock committed meanwhile.
    return await load_change(change_id)


async def newest_change(company_id: str) -> Change | None:
    """The company's latest request, whatever became of it."""
    row = await (
        CompanyChange.select()
        .where(CompanyChange.company == company_id)
        .order_by(CompanyChange.id, ascending=False)
        .first()
    )
    return None if row is None else _change(row)


async def undecided_change(company_id: str) -> Change | None:
    """The company's request that waits for a decision; there is one at most."""
    newest = await newest_change(company_id)
    return newest if newest is not None and newest.choice is None else None


async def open_changes() -> tuple[str, ...]:
    """The processes of requests that are not over, or still have a mail to send."""
    rows = await CompanyChange.raw(
        """
        SELECT process FROM company_change, concat('change-', id) AS process
        WHERE closed_at IS NULL OR EXISTS (
            SELECT FROM mail WHERE mail.process = process.process AND state = 'queued'
        )
        ORDER BY id
        """
    )
    return tuple(row["process"] for row in rows)


def _change(row: dict[str, Any]) -> Change:
    return Change(
        change_id=row["id"],
        company_id=row["company"],
        wanted=Identity(row["name"], row["name_kana"], row["jan_maker_code"]),
        reason=row["reason"],
        requested_by=row["requested_by"],
        requested_at=row["requested_at"],
        choice=None if row["choice"] is None else ChangeChoice(row["choice"]),
        decision_reason=row["decision_reason"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        closed=row["closed_at"] is not None,
    )
