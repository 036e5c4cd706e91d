"""The issue of accounts: lowest free numbers, all of them or none, each with its invitation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import audit
from db.company_data import lock_member_company
from db.engine import transaction
from db.mailing.letters import send_letters
from db.members.account_invitations import first_invitations
from db.tables.companies import Account
from domain.audit_tags import AuditTag
from domain.identifiers import account_id
from domain.limits import PRESSED_TWICE
from domain.new_account import NewAccount
from domain.refusals import RefusalError

MOST_ACCOUNTS = 999
"""So many accounts a company has at most (product.md, "Members' portal")."""

_ALL_NUMBERS = tuple(account_id(serial) for serial in range(1, MOST_ACCOUNTS + 1))


@dataclass(frozen=True)
class Issued:
    """The new アカウントID, in the order of the people; `process` sends their invitations."""

    account_ids: tuple[str, ...]
    process: str


class AccountsFullError(RefusalError):
    """More accounts were asked for than the company has numbers; `left` is how many it has."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


async def issue_account(
    company_id: str, by: str, person: NewAccount, keys: Sequence[bytes], now: datetime
) -> tuple[str, str | None]:
    """Issue one account, as `issue_accounts` does; pressed twice, the button issues it once.

    Gives its アカウントID, and the process that sends the invitation; none where it was issued
    just before.
    """
    async with transaction():
        await lock_member_company(company_id)
        pressed = await issued_just_now(company_id, person, now)
        if pressed is not None:
            return pressed, None
        issued = await issue_accounts(company_id, by, [person], keys, now)
    return issued.account_ids[0], issued.process


async def issued_just_now(company_id: str, person: NewAccount, now: datetime) -> str | None:
    """Find the account that was issued by the press before this one; gives its アカウントID."""
    rows = await Account.raw(
        """
        SELECT account_id FROM account
        WHERE company = {} AND mail_address = {} AND person_name = {} AND person_name_kana = {}
            AND department = {} AND state = 'invited' AND created_at > {}
        """,
        company_id,
        person.mail_address,
        person.person_name,
        person.person_name_kana,
        person.department,
        now - PRESSED_TWICE,
    )
    return str(rows[0]["account_id"]) if rows else None


async def issue_accounts(
    company_id: str, by: str, people: Sequence[NewAccount], keys: Sequence[bytes], now: datetime
) -> Issued:
    """Issue an account for each of the people, and queue their invitations (S37).

    `by` is the アカウントID of an ID manager. Raises `AccountsFullError` or
    `CompanyLeftError`, and then issues none.
    """
    async with transaction():
        # One issue at a time chooses numbers of this company.
        await lock_member_company(company_id)
        free = await free_numbers(company_id, now)
        if len(free) < len(people):
            raise AccountsFullError(len(free))
        numbers = free[: len(people)]
        accounts = await _insert(company_id, numbers, people, now)
        invited = [
            (accounts[number], person.mail_address)
            for number, person in zip(numbers, people, strict=True)
        ]
        process = await send_letters(await first_invitations(company_id, invited, keys, now), now)
        await audit.record_for_accounts(
            AuditTag.ID_MANAGER_ACCOUNT_ISSUE, now, company_id, numbers, by=by
        )
    return Issued(numbers, process)


async def free_numbers(company_id: str, now: datetime) -> tuple[str, ...]:
    """The アカウントID that may be given: no account has them, and they do not rest."""
    rows = await Account.raw(
        """
        SELECT account_id FROM account WHERE company = {}
        UNION ALL SELECT account_id FROM resting_number WHERE company = {} AND free_from > {}
        """,
        company_id,
        company_id,
        now,
    )
    taken = {row["account_id"] for row in rows}
    return tuple(number for number in _ALL_NUMBERS if number not in taken)


async def _insert(
    company_id: str, numbers: Sequence[str], people: Sequence[NewAccount], now: datetime
) -> dict[str, int]:
    """Add the rows; gives their keys by アカウントID."""
    rows = await Account.insert(
        *(
            Account(
                company=company_id,
                account_id=number,
                role="user",
                state="invited",
                department=person.department,
                person_name=person.person_name,
                person_name_kana=person.person_name_kana,
                mail_address=person.mail_address,
                created_at=now,
            )
            for number, person in zip(numbers, people, strict=True)
        )
    ).returning(Account.id, Account.account_id)
    return {row["account_id"]: row["id"] for row in rows}
