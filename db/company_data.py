"""What a company is registered with, as its pages show it and its ID managers change it."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from db import audit
from db.engine import transaction
from db.tables.companies import Company
from domain.audit_tags import AuditTag
from domain.companies.company_data import HeadOffice, Identity
from domain.refusals import RefusalError


class CompanyLeftError(RefusalError):
    """The company has left the service; its data stays as it is until it is deleted."""


@dataclass(frozen=True)
class CompanyData:
    """A member company; what it was taken over without is empty, numbers and codes None.

    `ended_at`: when it left the service (解約), UTC; None while it is a member.
    """

    company_id: str
    name: str
    name_kana: str
    corporate_number: str | None
    postal_code: str
    head_office: str
    address: str
    telephone: str
    jan_maker_code: str | None
    enrolled_at: datetime
    ended_at: datetime | None

    @property
    def identity(self) -> Identity:
        """What changes only by an administrator's decision."""
        return Identity(self.name, self.name_kana, self.jan_maker_code)

    @property
    def office(self) -> HeadOffice:
        """What changes at once."""
        return HeadOffice(self.postal_code, self.head_office, self.address, self.telephone)


async def load_company(company_id: str) -> CompanyData:
    """Read a company; raises `LookupError` when there is none of this 企業ID."""
    names = (field.name for field in fields(CompanyData))
    row = await Company.select(*names).where(Company.company_id == company_id).first()
    if row is None:
        raise LookupError(f"there is no company {company_id}")
    return CompanyData(**row)


async def lock_company(company_id: str) -> CompanyData:
    """Lock a company until the transaction ends, and read it; raises `LookupError`.

    Whoever changes a company, or what is asked for in its name, locks it.
    """
    # Mails and accounts may still come to refer to it, so that whoever adds one is not blocked.
    await Company.raw("SELECT 1 FROM company WHERE company_id = {} FOR NO KEY UPDATE", company_id)
    # A statement of its own: it sees what the holder of the lock committed meanwhile.
    return await load_company(company_id)


async def lock_member_company(company_id: str) -> CompanyData:
    """Lock a company like `lock_company`; raises `CompanyLeftError` when it has left."""
    company = await lock_company(company_id)
    if company.ended_at is not None:
        raise CompanyLeftError
    return company


async def change_head_office(company_id: str, by: str, office: HeadOffice, now: datetime) -> None:
    """Change where a company is; nothing is recorded when nothing differs.

    `by`: アカウントID of an ID manager. Raises `CompanyLeftError` when the company has left.
    """
    async with transaction():
        before = asdict((await lock_member_company(company_id)).office)
        differs = [name for name, value in asdict(office).items() if value != before[name]]
        if not differs:
            return
        await Company.update(**asdict(office)).where(Company.company_id == company_id)
        await audit.record(
            AuditTag.MEMBER_COMPANY_CHANGE,
            now,
            company_id=company_id,
            account_id=by,
            changed=" ".join(differs),
        )
