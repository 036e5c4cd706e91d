"""One account, as its page shows it to the ID manager."""

from dataclasses import dataclass
from datetime import datetime

from db.members.account_standing import ACCOUNTS, DORMANT_AFTER, Standing
from db.members.held_account import NoSuchAccountError
from db.tables.companies import Account

_DETAILS = f"""
    WITH listed AS ({ACCOUNTS} AND account.account_id = {{}})
    SELECT listed.*, (
        SELECT mail.state FROM mail
        WHERE mail.company = {{}} AND mail.account = listed.account
            AND mail.kind = 'account_invitation' AND mail.generation = listed.generation
    ) AS invitation_mail
    FROM listed
"""  # noqa: S608 -- constants only


@dataclass(frozen=True)
class AccountDetails:
    """All that an ID manager may know of an account.

    `account`: the key of its row. `invited_until`, `invitation_mail`: of the newest invitation
    while the account is invited; the latter is one of `db.tables.operation.Mail.state`.
    """

    account: int
    account_id: str
    role: str
    standing: Standing
    department: str
    person_name: str
    person_name_kana: str
    mail_address: str
    mail_bounced_at: datetime | None
    created_at: datetime
    last_login_at: datetime | None
    invited_until: datetime | None
    invitation_mail: str | None


async def load_account(company_id: str, account_id: str, now: datetime) -> AccountDetails:
    """Read an account of a company; raises `NoSuchAccountError`."""
    rows = await Account.raw(_DETAILS, now, now - DORMANT_AFTER, company_id, account_id, company_id)
    if not rows:
        raise NoSuchAccountError
    fields = {name: rows[0][name] for name in AccountDetails.__annotations__}
    return AccountDetails(**fields | {"standing": Standing(rows[0]["standing"])})
