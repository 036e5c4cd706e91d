"""CSV files of accounts: all of them taken out, or new ones from preview to issue."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from db import audit
from db.engine import transaction
from db.members.account_issue import issue_accounts
from db.tables.companies import Account
from db.tables.members import AccountImport
from db.tables.operation import Mail
from domain.account_csv import AccountLine
from domain.account_export import ExportedAccount
from domain.audit_tags import AuditTag
from domain.mail_addresses import mailbox_key
from domain.new_account import NewAccount

_HIGHEST_ID = 2**63 - 1


async def export_accounts(company_id: str, by: str, now: datetime) -> tuple[ExportedAccount, ...]:
    """Read all accounts in the order of their numbers, and record that `by` did so."""
    async with transaction():
        rows = (
            await Account.select(
                Account.account_id,
                Account.person_name,
                Account.person_name_kana,
                Account.department,
                Account.mail_address,
                Account.state,
                Account.last_login_at,
            )
            .where(Account.company == company_id)
            .order_by(Account.account_id)
        )
        await audit.record(
            AuditTag.ID_MANAGER_ACCOUNTS_EXPORT,
            now,
            company_id=company_id,
            account_id=by,
            accounts=len(rows),
        )
    return tuple(ExportedAccount(**row) for row in rows)


@dataclass(frozen=True)
class ImportedLine:
    """One line of the file that was kept: where it stood, and whom it asks for."""

    number: int
    account: NewAccount


@dataclass(frozen=True)
class KeptImport:
    """A file that was kept; `process` sends its invitations, empty until it was issued."""

    id: int
    lines: tuple[ImportedLine, ...]
    made_at: datetime
    process: str


@dataclass(frozen=True)
class Undelivered:
    """An invitation that the mail server refused or that came back."""

    account_id: str
    person_name: str
    mail_address: str


async def keep_import(company_id: str, lines: Sequence[AccountLine], now: datetime) -> int:
    """Keep a file without problems for its preview; gives its number.

    It takes the place of files of this company that were kept and never issued, so that an
    old page cannot issue what was corrected since.
    """
    kept = [{"number": line.number, **asdict(line.account)} for line in lines if line.account]
    async with transaction():
        await AccountImport.delete().where(
            AccountImport.company == company_id, AccountImport.done_at.is_null()
        )
        rows = await AccountImport.insert(
            AccountImport(company=company_id, lines=json.dumps(kept), made_at=now)
        ).returning(AccountImport.id)
    return int(rows[0]["id"])


async def find_import(number: int, company_id: str) -> KeptImport | None:
    """Find a company's own file; None for all others."""
    if not 0 < number <= _HIGHEST_ID:
        return None
    row = (
        await AccountImport.select()
        .where(AccountImport.id == number, AccountImport.company == company_id)
        .first()
    )
    return _kept(row) if row else None


async def issue_import(
    kept: KeptImport, company_id: str, by: str, keys: Sequence[bytes], now: datetime
) -> str | None:
    """Issue all accounts of a file, once; gives the process that sends their invitations.

    A second call, or one at the same moment, gives the process of the first. None when another
    file took its place. Raises `AccountsFullError`, and then issues none.
    """
    async with transaction():
        rows = await AccountImport.raw(
            "SELECT * FROM account_import WHERE id = {} FOR UPDATE", kept.id
        )
        if not rows or rows[0]["done_at"]:
            return rows[0]["process"] if rows else None
        people = [line.account for line in kept.lines]
        issued = await issue_accounts(company_id, by, people, keys, now)
        await AccountImport.update(
            {
                AccountImport.lines: "[]",
                AccountImport.done_at: now,
                AccountImport.process: issued.process,
            }
        ).where(AccountImport.id == kept.id)
        await audit.record(
            AuditTag.ID_MANAGER_ACCOUNTS_IMPORT,
            now,
            company_id=company_id,
            account_id=by,
            accounts=len(people),
        )
    return issued.process


async def mailboxes_in_use(company_id: str) -> frozenset[str]:
    """The mailboxes that accounts of a company have, by their `mailbox_key`."""
    rows = await Account.select(Account.mail_address).where(Account.company == company_id)
    return frozenset(mailbox_key(row["mail_address"]) for row in rows)


async def undelivered_invitations(process: str, company_id: str) -> tuple[Undelivered, ...]:
    """The mails of a process that did not reach accounts that are still there."""
    rows = await Mail.raw(
        """
        SELECT account.account_id, account.person_name, mail.recipient AS mail_address
        FROM mail JOIN account ON account.id = mail.account
        WHERE mail.process = {} AND mail.company = {} AND mail.state IN ('refused', 'bounced')
        ORDER BY account.account_id
        """,
        process,
        company_id,
    )
    return tuple(Undelivered(**row) for row in rows)


def _kept(row: dict[str, Any]) -> KeptImport:
    lines = tuple(
        ImportedLine(line.pop("number"), NewAccount(**line)) for line in json.loads(row["lines"])
    )
    return KeptImport(row["id"], lines, row["made_at"], row["process"])
