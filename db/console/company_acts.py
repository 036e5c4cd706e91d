"""An administrator corrects a company's data, suspends the company, and lifts the suspension."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from db import outbox
from db.audit import ActReason, ActSubject, record_act
from db.company_data import CompanyData, lock_company, lock_member_company
from db.console.disputes import settle_disputes
from db.console.revocations import call_off_with_suspension
from db.engine import transaction
from db.mailing.suspension_letters import tell_of_lifting, tell_of_suspension
from db.members.sessions import end_sessions_of_company
from db.tables.companies import Company
from domain.audit_tags import AuditTag
from domain.companies.company_data import HeadOffice, Identity
from domain.company_names import loose_search_key, search_key
from domain.mail_kinds import MailKind
from domain.refusals import RefusalError

_UNIQUE = ("corporate_number", "jan_maker_code")


@dataclass(frozen=True)
class CompanyRegistration:
    """All that can be corrected; `corporate_number` is None for those who have none."""

    identity: Identity
    corporate_number: str | None
    office: HeadOffice


class NothingToCorrectError(RefusalError):
    """What was typed is what is registered."""


class NumberTakenError(RefusalError):
    """Another member company has the number; `field` is which, `company_id` whose."""

    def __init__(self, field: str, company_id: str) -> None:
        super().__init__(field, company_id)
        self.field = field
        self.company_id = company_id


async def correct_company(
    company_id: str, right: CompanyRegistration, why: ActReason, now: datetime
) -> None:
    """Write a company's data anew.

    Raises `NothingToCorrectError`, `NumberTakenError` for a 法人番号 or 代表JANメーカーコード that
    another company has, `CompanyLeftError` when the company has left, and `LookupError`.
    """
    async with transaction():
        before, after = (
            _columns(_registered(await lock_member_company(company_id))),
            _columns(right),
        )
        changed = [name for name, value in after.items() if value != before[name]]
        if not changed:
            raise NothingToCorrectError
        await _refuse_taken(company_id, [name for name in _UNIQUE if name in changed], after)
        keys: dict[str, Any] = {
            "search_key": search_key(right.identity.name),
            "loose_search_key": loose_search_key(right.identity.name),
        }
        await Company.update(**after, **keys).where(Company.company_id == company_id)
        await record_act(
            AuditTag.ADMINISTRATOR_COMPANY_CORRECT,
            why,
            ActSubject(company_id=company_id),
            now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


def _registered(company: CompanyData) -> CompanyRegistration:
    return CompanyRegistration(company.identity, company.corporate_number, company.office)


def _columns(registered: CompanyRegistration) -> dict[str, Any]:
    return {
        **asdict(registered.identity),
        "corporate_number": registered.corporate_number,
        **asdict(registered.office),
    }


async def _refuse_taken(company_id: str, fields: list[str], values: dict[str, Any]) -> None:
    for field in fields:
        if values[field] is None:
            continue
        row = await (
            Company.select(Company.company_id)
            .where(
                getattr(Company, field) == values[field],
                Company.company_id != company_id,
                Company.ended_at.is_null(),
            )
            .first()
        )
        if row is not None:
            raise NumberTakenError(field, row["company_id"])


class SuspensionUnchangedError(RefusalError):
    """The company is as it was to become; `suspended` says how it is, `ended` that it has left."""

    def __init__(self, *, suspended: bool, ended: bool) -> None:
        super().__init__(suspended, ended)
        self.suspended = suspended
        self.ended = ended


async def suspend(company_id: str, why: ActReason, now: datetime) -> None:
    """Suspend a company, end its sessions at once, and tell its ID managers.

    Raises `SuspensionUnchangedError` when it is suspended already or has left the service, and
    `LookupError` when there is no such company.
    """
    async with transaction():
        await _change(company_id, AuditTag.ADMINISTRATOR_COMPANY_SUSPEND, now, why, now)
        await end_sessions_of_company(company_id)
        await tell_of_suspension(company_id, MailKind.COMPANY_SUSPENDED, now)


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


async def lift_suspension(company_id: str, why: ActReason, now: datetime) -> None:
    """Let the people of a suspended company log in again, and tell its ID managers.

    What 「心当たりがない」 said of it is dealt with by that. Raises as `suspend` does.
    """
    async with transaction():
        number = await _change(company_id, AuditTag.ADMINISTRATOR_COMPANY_LIFT, None, why, now)
        await call_off_with_suspension(company_id, why, now)
        if number is not None:
            await settle_disputes(number, now)
        await tell_of_lifting(company_id, now)


async def _change(
    company_id: str, tag: AuditTag, suspended_at: datetime | None, why: ActReason, now: datetime
) -> str | None:
    """Gives the application that led to the company, if one did; its workflow hears of it."""
    await lock_company(company_id)
    (row,) = await Company.select(
        Company.application_number, Company.suspended_at, Company.ended_at
    ).where(Company.company_id == company_id)
    was_suspended, ended = row["suspended_at"] is not None, row["ended_at"] is not None
    if ended or was_suspended == (suspended_at is not None):
        raise SuspensionUnchangedError(suspended=was_suspended, ended=ended)
    await Company.update({Company.suspended_at: suspended_at}).where(
        Company.company_id == company_id
    )
    number: str | None = row["application_number"]
    act = await record_act(
        tag,
        why,
        ActSubject(number, company_id),
        now,
        before={"suspended": was_suspended},
        after={"suspended": not was_suspended},
    )
    if number is not None:
        await outbox.tell(number, "administrator_acted", now, act=act)
    return number
