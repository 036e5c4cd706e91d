"""CSV files of accounts: all of them taken out, or new ones from preview to issue."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import audit
from db.engine import transaction
from db.mailing.shares import managers_addresses
from db.members.account_issue import issue_accounts
from db.tables.companies import Account
from db.tables.members import AccountImport
from db.tables.operation import Mail
from domain.account_csv import (
    AccountFile,
    AccountLine,
    Apostrophes,
    TypedRow,
    understand,
    with_hint,
)
from domain.account_export import ExportedAccount
from domain.audit_tags import AuditTag
from domain.limits import PRESSED_TWICE
from domain.mail_addresses import mailbox_key
from domain.refusals import RefusalError

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
class KeptImport:
    """A file that was kept, understood as it is answered for now.

    `process` sends its invitations, empty until it was issued; then `lines` are those left out.
    """

    id: int
    lines: tuple[AccountLine, ...]
    unknown_columns: tuple[str, ...]
    apostrophes: Apostrophes
    made_at: datetime
    process: str

    @property
    def good(self) -> tuple[AccountLine, ...]:
        """The lines that can be issued."""
        return tuple(line for line in self.lines if line.account)

    @property
    def left_out(self) -> tuple[TypedRow, ...]:
        """The lines that cannot be issued, or were not, each with its hint."""
        return tuple(
            line.row if self.process else with_hint(line)
            for line in self.lines
            if line.account is None
        )


class ImportChangedError(RefusalError):
    """The file is to be read in another way than the page that was shown."""


@dataclass(frozen=True)
class Undelivered:
    """An invitation that the mail server refused or that came back."""

    account_id: str
    person_name: str
    mail_address: str


async def keep_import(company_id: str, file: AccountFile, now: datetime) -> int:
    """Keep a file for its preview; gives its number.

    It takes the place of files of this company that were kept and never issued, so that an
    old page cannot issue what was corrected since. Sent twice, it has one number: else the page
    that the first answer leads to would be gone.
    """
    lines, unknown = _written(file.rows), json.dumps(file.unknown_columns)
    async with transaction():
        # Else two who send a file at once would both see none of the other, and leave two.
        await AccountImport.raw("SELECT pg_advisory_xact_lock(hashtextextended({}, 5))", company_id)
        same = await AccountImport.raw(
            """
            SELECT id FROM account_import
            WHERE company = {} AND lines = {}::jsonb AND unknown_columns = {}::jsonb
                AND apostrophes = '' AND done_at IS NULL AND made_at > {}
            """,
            company_id,
            lines,
            unknown,
            now - PRESSED_TWICE,
        )
        if same:
            return int(same[0]["id"])
        await AccountImport.delete().where(
            AccountImport.company == company_id, AccountImport.done_at.is_null()
        )
        rows = await AccountImport.insert(
            AccountImport(
                company=company_id,
                lines=lines,
                unknown_columns=unknown,
                made_at=now,
            )
        ).returning(AccountImport.id)
    return int(rows[0]["id"])


async def find_import(number: int, company_id: str) -> KeptImport | None:
    """Find a company's own file, and understand it; None for all others."""
    if not 0 < number <= _HIGHEST_ID:
        return None
    row = (
        await AccountImport.select()
        .where(AccountImport.id == number, AccountImport.company == company_id)
        .first()
    )
    if row is None:
        return None
    return await asyncio.to_thread(_kept, row, await managers_addresses(company_id))


async def answer_apostrophes(number: int, company_id: str, answer: Apostrophes) -> None:
    """Say whether apostrophes before cells belong to them; nothing changes once it is issued."""
    await AccountImport.update({AccountImport.apostrophes: answer.value}).where(
        AccountImport.id == number,
        AccountImport.company == company_id,
        AccountImport.done_at.is_null(),
    )


async def issue_import(
    kept: KeptImport, company_id: str, by: str, keys: Sequence[bytes], now: datetime
) -> str | None:
    """Issue the accounts of all good lines of a file, once; gives the process of their invitations.

    A second call, or one at the same moment, gives the process of the first. None when another
    file took its place, or no line is good. Raises `AccountsFullError` and `ImportChangedError`,
    and then issues none.
    """
    async with transaction():
        rows = await AccountImport.raw(
            "SELECT done_at, process, apostrophes FROM account_import WHERE id = {} FOR UPDATE",
            kept.id,
        )
        if not rows or rows[0]["done_at"]:
            return rows[0]["process"] if rows else None
        if rows[0]["apostrophes"] != kept.apostrophes:
            raise ImportChangedError
        people = [line.account for line in kept.good if line.account]
        if not people:
            return None
        issued = await issue_accounts(company_id, by, people, keys, now)
        await AccountImport.update(
            {
                AccountImport.lines: _written(kept.left_out),
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


def _written(rows: Sequence[TypedRow]) -> str:
    """The rows as the database keeps them, with their cells by their names beside the number."""
    return json.dumps(
        [
            {"number": row.number, "surplus": row.surplus, "hint": row.hint, **row.cells}
            for row in rows
        ]
    )


def _kept(row: dict[str, Any], managers: Sequence[str]) -> KeptImport:
    rows = [_read(line) for line in json.loads(row["lines"])]
    apostrophes = Apostrophes(row["apostrophes"])
    if row["process"]:
        lines = tuple(AccountLine(each.number, None, (), each) for each in rows)
    else:
        lines = understand(rows, managers, apostrophes)
    unknown = tuple(json.loads(row["unknown_columns"]))
    return KeptImport(row["id"], lines, unknown, apostrophes, row["made_at"], row["process"])


def _read(line: dict[str, Any]) -> TypedRow:
    number, surplus, hint = line.pop("number"), line.pop("surplus", ()), line.pop("hint", "")
    return TypedRow(number, line, tuple(surplus), hint)
