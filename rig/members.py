"""Members for the tests: accounts of a company that has its IDs."""

from dataclasses import dataclass
from typing import Any

from db.engine import transaction
from db.identity.credentials import Credentials, load_credentials
from db.tables.companies import Account
from domain.logins import MEMBERS
from domain.new_account import NewAccount
from rig.applications import HASH, Applications, now

PERSON = NewAccount(
    department="営業部",
    person_name="高橋 三郎",
    person_name_kana="タカハシ サブロウ",
    mail_address="takahashi@shinki-shokuhin.example",
)


@dataclass(frozen=True)
class Ids:
    """What a member types to log in, besides the password."""

    company_id: str
    account_id: str

    async def credentials(self) -> Credentials:
        credentials = await load_credentials(MEMBERS, self.company_id, self.account_id)
        assert credentials is not None
        return credentials

    async def change(self, **columns: Any) -> None:
        """Change the account's row, such as `state="stopped"`."""
        await Account.update(**columns).where(
            Account.company == self.company_id, Account.account_id == self.account_id
        )

    async def account(self) -> Account:
        """The account's row."""
        account = await Account.objects().get(
            (Account.company == self.company_id) & (Account.account_id == self.account_id)
        )
        assert account is not None
        return account


async def id_manager(applications: Applications) -> Ids:
    """The ID manager of a company that has just got its IDs; the password is `PASSWORD`."""
    return await id_manager_of(await applications.enrolled())


async def id_manager_of(number: str) -> Ids:
    """The ID manager of the company that this application led to."""
    rows = await Account.raw(
        "SELECT company, account_id FROM account JOIN company ON company_id = company"
        " WHERE application_number = {}",
        number,
    )
    return Ids(rows[0]["company"], rows[0]["account_id"])


async def role_moves(former: Ids, successor: Ids) -> None:
    """Make another the ID manager, in the one transaction that the database asks for (S39)."""
    async with transaction():
        await former.change(role="user")
        await successor.change(role="id_manager")


async def stopped(ids: Ids) -> None:
    """Stop an ID manager's account after the role went to a colleague: nobody stops one (S39)."""
    async with transaction():
        await ids.change(role="user", state="stopped")
        successor = await colleague(ids, "998")
        await successor.change(role="id_manager")


async def colleague(manager: Ids, account_id: str = "002") -> Ids:
    """Another account of the same company, with the same password."""
    await Account.insert(
        Account(
            company=manager.company_id,
            account_id=account_id,
            role="user",
            person_name="佐藤 次郎",
            mail_address="sato@shinki-shokuhin.example",
            password_hash=HASH,
            created_at=now(),
        )
    )
    return Ids(manager.company_id, account_id)
