"""A person's own account, as its pages show it, and held while something of it changes."""

from dataclasses import dataclass

from db.tables.companies import Account
from domain.refusals import RefusalError


class AccountNotInUseError(RefusalError):
    """The account was stopped or deleted, or its company is suspended or has left."""


@dataclass(frozen=True)
class OwnData:
    """What the owner of an account sees of it; `account` is the key of the account's row."""

    account: int
    company_id: str
    company_name: str
    company_name_kana: str
    account_id: str
    role: str
    department: str
    person_name: str
    person_name_kana: str
    mail_address: str

    @property
    def known_to_others(self) -> tuple[str, ...]:
        """What a password must not be made of (S19)."""
        return (
            self.company_id,
            self.company_name,
            self.company_name_kana,
            self.account_id,
            self.person_name,
            self.person_name_kana,
            self.mail_address,
        )


_IN_USE = """
    SELECT account.id AS account, company.company_id, company.name AS company_name,
        company.name_kana AS company_name_kana, account.account_id, account.role,
        account.department, account.person_name, account.person_name_kana, account.mail_address
    FROM account JOIN company ON company.company_id = account.company
    WHERE account.id = {} AND account.state = 'active'
        AND company.suspended_at IS NULL AND company.ended_at IS NULL
"""


async def load_own_data(account: int) -> OwnData:
    """Read an account that may log in; raises `AccountNotInUseError` for any other."""
    return await _only(_IN_USE, account)


async def hold_own_data(account: int) -> OwnData:
    """Lock the account's row until the transaction ends, and read it like `load_own_data`."""
    return await _only(_IN_USE + "FOR UPDATE OF account", account)


async def _only(query: str, account: int) -> OwnData:
    rows = await Account.raw(query, account)
    if not rows:
        raise AccountNotInUseError
    return OwnData(**rows[0])
