"""What a company is registered with, put right by an administrator."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from db.company_data import CompanyData, hold_member
from db.console_acts import Concern, Why, record_act
from db.engine import transaction
from db.tables.companies import Company
from domain.companies.company_data import HeadOffice, Identity
from domain.company_names import loose_search_key, search_key
from domain.refusals import RefusalError


@dataclass(frozen=True)
class Registered:
    """All that can be put right; `corporate_number` is None for those who have none."""

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


async def correct_company(company_id: str, right: Registered, why: Why, now: datetime) -> None:
    """Write a company's data anew.

    Raises `NothingToCorrectError`, `NumberTakenError` for a 法人番号 or 代表JANメーカーコード that
    another company has, `CompanyLeftError` when the company has left, and `LookupError`.
    """
    async with transaction():
        before, after = _columns(_registered(await hold_member(company_id))), _columns(right)
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
            "administrator:company:correct",
            why,
            Concern(company_id=company_id),
            now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


_UNIQUE = ("corporate_number", "jan_maker_code")


def _registered(company: CompanyData) -> Registered:
    return Registered(company.identity, company.corporate_number, company.office)


def _columns(registered: Registered) -> dict[str, Any]:
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
