"""A company is suspended, so that nobody of it may log in, and its suspension lifted."""

from datetime import datetime

from db.company_data import hold_company
from db.console_acts import Concern, Why, record_act
from db.engine import transaction
from db.members.sessions import end_sessions_of_company
from db.tables.companies import Company
from domain.refusals import RefusalError


class SuspensionUnchangedError(RefusalError):
    """The company is as it was to become; `suspended` says how it is, `ended` that it has left."""

    def __init__(self, *, suspended: bool, ended: bool) -> None:
        super().__init__(suspended, ended)
        self.suspended = suspended
        self.ended = ended


async def suspend(company_id: str, why: Why, now: datetime) -> None:
    """Suspend a company and end its sessions at once.

    Raises `SuspensionUnchangedError` when it is suspended already or has left the service, and
    `LookupError` when there is no such company.
    """
    async with transaction():
        await _change(company_id, "suspend", now, why, now)
        await end_sessions_of_company(company_id)


async def company_of(application_number: str) -> str:
    """The company that an application led to; raises `LookupError` when there is none."""
    row = await (
        Company.select(Company.company_id)
        .where(Company.application_number == application_number)
        .first()
    )
    if row is None:
        raise LookupError(f"application {application_number} led to no company")
    return str(row["company_id"])


async def lift_suspension(company_id: str, why: Why, now: datetime) -> None:
    """Let the people of a suspended company log in again; raises as `suspend` does."""
    async with transaction():
        await _change(company_id, "lift", None, why, now)


async def _change(
    company_id: str, action: str, suspended_at: datetime | None, why: Why, now: datetime
) -> None:
    await hold_company(company_id)
    (row,) = await Company.select(
        Company.application_number, Company.suspended_at, Company.ended_at
    ).where(Company.company_id == company_id)
    was_suspended, ended = row["suspended_at"] is not None, row["ended_at"] is not None
    if ended or was_suspended == (suspended_at is not None):
        raise SuspensionUnchangedError(suspended=was_suspended, ended=ended)
    await Company.update({Company.suspended_at: suspended_at}).where(
        Company.company_id == company_id
    )
    await record_act(
        f"administrator:company:{action}",
        why,
        Concern(row["application_number"], company_id),
        now,
        before={"suspended": was_suspended},
        after={"suspended": not was_suspended},
    )
