"""Many accounts stopped, deleted or changed at once: kept for a preview, then done, all or none."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from db import audit
from db.company_data import lock_member_company
from db.engine import transaction
from db.members.account_changes import delete_all, stop_all
from db.members.account_facts import LockedAccount, lock_all_accounts, lock_chosen_accounts
from db.tables.companies import Account
from db.tables.members import AccountBatch
from domain.account_batches import (
    AskedRow,
    BatchFile,
    BatchKind,
    BatchLine,
    KnownAccount,
    fingerprint,
    understand,
)
from domain.audit_tags import AuditTag
from domain.limits import PRESSED_TWICE
from domain.refusals import RefusalError

_HIGHEST_ID = 2**63 - 1
_TAGS = {
    BatchKind.STOP: AuditTag.ID_MANAGER_ACCOUNT_STOP,
    BatchKind.DELETE: AuditTag.ID_MANAGER_ACCOUNT_DELETE,
    BatchKind.CHANGE: AuditTag.ID_MANAGER_ACCOUNT_CHANGE,
}


class BatchChangedError(RefusalError):
    """The accounts, or what can be done to them, are not what the page showed any more."""


@dataclass(frozen=True)
class KeptBatch:
    """What was asked for, understood with the accounts as they are now.

    `done_at`: when it was done, to `accounts` of them; then there are no lines.
    """

    id: int
    kind: BatchKind
    lines: tuple[BatchLine, ...]
    unknown_columns: tuple[str, ...]
    done_at: datetime | None
    accounts: int

    @property
    def work(self) -> tuple[BatchLine, ...]:
        """The lines that something is to be done about."""
        return tuple(line for line in self.lines if line.is_work)

    @property
    def wrong(self) -> int:
        """How many lines are to be corrected; with one of them nothing can be done."""
        return sum(1 for line in self.lines if line.problems)

    @property
    def seen(self) -> str:
        """A word for what a page shows of it."""
        return fingerprint(self.kind, self.lines)


async def keep_batch(company_id: str, kind: BatchKind, file: BatchFile, now: datetime) -> int:
    """Keep what is asked for until its preview is confirmed; gives its number.

    It takes the place of what was asked for before and never done. Asked for twice, it has one
    number: else the page that the first answer leads to would be gone.
    """
    lines = json.dumps([asdict(row) for row in file.rows])
    unknown = json.dumps(file.unknown_columns)
    async with transaction():
        # Else two who send a file at once would both see none of the other, and leave two.
        await AccountBatch.raw("SELECT pg_advisory_xact_lock(hashtextextended({}, 6))", company_id)
        same = await AccountBatch.raw(
            """
            SELECT id FROM account_batch
            WHERE company = {} AND kind = {} AND lines = {}::jsonb AND unknown_columns = {}::jsonb
                AND done_at IS NULL AND made_at > {}
            """,
            company_id,
            kind.value,
            lines,
            unknown,
            now - PRESSED_TWICE,
        )
        if same:
            return int(same[0]["id"])
        await AccountBatch.delete().where(
            AccountBatch.company == company_id, AccountBatch.done_at.is_null()
        )
        rows = await AccountBatch.insert(
            AccountBatch(
                company=company_id,
                kind=kind.value,
                lines=lines,
                unknown_columns=unknown,
                made_at=now,
            )
        ).returning(AccountBatch.id)
    return int(rows[0]["id"])


async def find_batch(number: int, company_id: str, by: str) -> KeptBatch | None:
    """Find what was asked for in this company, and understand it; None for all others.

    `by`: アカウントID of the ID manager who looks.
    """
    if not 0 < number <= _HIGHEST_ID:
        return None
    return await _load(number, company_id, by)


async def do_batch(number: int, company_id: str, by: str, seen: str, now: datetime) -> None:
    """Do what a page showed, to all accounts or to none; done already, nothing more happens.

    `seen` is the page's word for it. Raises `BatchChangedError` where it would be anything else,
    or is to be corrected first, `ManagerStaysError` and `CompanyLeftError`.
    """
    async with transaction():
        await AccountBatch.raw("SELECT FROM account_batch WHERE id = {} FOR UPDATE", number)
        await lock_member_company(company_id)
        await lock_all_accounts(company_id)
        batch = await _load(number, company_id, by)
        if batch is not None and batch.done_at:
            return
        if batch is None or batch.wrong or not batch.work or batch.seen != seen:
            raise BatchChangedError
        locked = await lock_chosen_accounts(company_id, [line.account_id for line in batch.work])
        await _do(batch, locked, by, now)
        await audit.record_for_accounts(
            _TAGS[batch.kind],
            now,
            company_id,
            [each.account_id for each in locked],
            **_who(batch, by),
        )
        await AccountBatch.update(
            {
                AccountBatch.lines: "[]",
                AccountBatch.done_at: now,
                AccountBatch.accounts: len(locked),
            }
        ).where(AccountBatch.id == number)


async def _do(batch: KeptBatch, locked: Sequence[LockedAccount], by: str, now: datetime) -> None:
    match batch.kind:
        case BatchKind.STOP:
            await stop_all(locked, now, by=by)
        case BatchKind.DELETE:
            await delete_all(locked, now, by=by)
        case BatchKind.CHANGE:
            await _change(batch.work, locked)


def _who(batch: KeptBatch, by: str) -> dict[str, str | int]:
    """The details of an event, as of one account alone."""
    changed: dict[str, str | int] = {"mail_address_changed": False}
    return {"by": by} | (changed if batch.kind is BatchKind.CHANGE else {})


async def _change(lines: Sequence[BatchLine], locked: Sequence[LockedAccount]) -> None:
    keys = {each.account_id: each.account for each in locked}
    people = [
        asdict(line.account) | {change.name: change.new for change in line.changes}
        for line in lines
        if line.account
    ]
    await Account.raw(
        """
        UPDATE account SET department = said.department, person_name = said.person_name,
            person_name_kana = said.person_name_kana
        FROM unnest({}::bigint[], {}::text[], {}::text[], {}::text[])
            AS said (id, department, person_name, person_name_kana)
        WHERE account.id = said.id
        """,
        [keys[person["account_id"]] for person in people],
        *(
            [person[name] for person in people]
            for name in ("department", "person_name", "person_name_kana")
        ),
    )


async def _load(number: int, company_id: str, by: str) -> KeptBatch | None:
    row = (
        await AccountBatch.select()
        .where(AccountBatch.id == number, AccountBatch.company == company_id)
        .first()
    )
    if row is None:
        return None
    kind, asked = BatchKind(row["kind"]), [AskedRow(**line) for line in json.loads(row["lines"])]
    return KeptBatch(
        id=row["id"],
        kind=kind,
        lines=understand(kind, asked, await _accounts(company_id), by),
        unknown_columns=tuple(json.loads(row["unknown_columns"])),
        done_at=row["done_at"],
        accounts=row["accounts"],
    )


async def _accounts(company_id: str) -> dict[str, KnownAccount]:
    names: list[Any] = [getattr(Account, name) for name in KnownAccount.__annotations__]
    rows = await Account.select(*names).where(Account.company == company_id)
    return {row["account_id"]: KnownAccount(**row) for row in rows}
