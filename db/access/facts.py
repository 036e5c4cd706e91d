"""A change of who gets in: what was asked for, who was told, and how it ended."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.company_data import lock_company
from db.members.account_facts import lock_all_accounts
from db.tables.access import AccessChange
from domain.companies.access_acts import AccessAct
from domain.companies.access_change import AccessStage, Progress
from domain.mail_kinds import MailKind
from domain.new_account import NewAccount
from domain.processes import ProcessKind, process_id

TELLS = (MailKind.ACCESS_CHANGE_ASKED, MailKind.ACCESS_CHANGE_NOTICE)
"""The mails that tell the company of a change, with the link by which it can be stopped."""


@dataclass(frozen=True)
class AccessChangeRequest:
    """One change that somebody of the operator asked for.

    `account`: the key of the account that it is done to, with its アカウントID, 氏名 and present
    mail address; of another ID manager, the present one's, and None and empty where nobody is.
    `address_then`: the account's mail address when it was asked for.
    `new_address`, `new_person`, `new_account_id`: what is to be; empty, or None, where it is not
    about that. `asked_by`: as the console shows it; `asked_by_name` and `asked_by_role`: as the
    company is told, empty for the command line.
    """

    change_id: int
    company_id: str
    company_name: str
    account: int | None
    account_id: str
    person_name: str
    mail_address: str
    act: AccessAct
    role_then: str
    address_then: str
    new_address: str
    new_account_id: str
    new_department: str
    new_person_name: str
    new_person: NewAccount | None
    reason: str
    evidence: str
    asked_by: str
    administrator: int
    asked_by_name: str
    asked_by_role: str
    seconded_by_name: str
    closed_at: datetime | None
    progress: Progress

    @property
    def process(self) -> str:
        """The process that sees to it."""
        return process_id(ProcessKind.ACCESS_CHANGE, self.change_id)

    def may_be_agreed_to_by(self, account: int) -> bool:
        """Whether the mailbox that was told of an account's change is still the account's own."""
        return account == self.account and self.mail_address == self.address_then


_CHANGES = """
    SELECT change.*, company.name AS company_name,
        coalesce(account.account_id, '') AS account_id,
        coalesce(account.person_name, '') AS person_name,
        coalesce(account.mail_address, '') AS mail_address,
        coalesce(successor.department, change.wanted->>'department', '') AS new_department,
        coalesce(successor.person_name, change.wanted->>'person_name', '') AS new_person_name,
        coalesce(asker.person_name, '') AS asked_by_name,
        coalesce(asker.role, '') AS asked_by_role,
        coalesce(seconder.person_name, '') AS seconded_by_name, told.told_at, told.telling
    FROM access_change AS change JOIN company ON company.company_id = change.company
    LEFT JOIN account ON account.id = change.account
    LEFT JOIN account AS successor ON successor.company = change.company
        AND successor.account_id = change.wanted->>'account_id'
    LEFT JOIN administrator AS asker ON asker.id = change.administrator
    LEFT JOIN administrator AS seconder ON seconder.id = change.seconded_by
    CROSS JOIN LATERAL (
        SELECT min(finished_at) FILTER (WHERE state = 'sent') AS told_at,
            count(*) FILTER (WHERE state = 'queued') AS telling
        FROM mail WHERE mail.process = 'access-' || change.id AND mail.kind = ANY({})
    ) AS told
    WHERE
"""


async def load_access_change(change_id: int) -> AccessChangeRequest:
    """Read a change; raises `LookupError` when there is none of this number."""
    rows = await AccessChange.raw(_CHANGES + "change.id = {}", list(TELLS), change_id)
    if not rows:
        raise LookupError(f"there is no change {change_id}")
    return _change(rows[0])


async def lock_access_change(change_id: int) -> AccessChangeRequest:
    """Lock the company of a change and its accounts until the transaction ends, and read it.

    Raises `LookupError` when there is none of this number.
    """
    company_id = (await load_access_change(change_id)).company_id
    await lock_company(company_id)
    await lock_all_accounts(company_id)
    # Read again: it shows what the holder of the lock committed meanwhile.
    return await load_access_change(change_id)


async def open_changes_of(company_id: str) -> Sequence[AccessChangeRequest]:
    """What is under way in a company, the oldest first."""
    rows = await AccessChange.raw(
        _CHANGES + "change.company = {} AND change.closed_at IS NULL ORDER BY change.id",
        list(TELLS),
        company_id,
    )
    return [_change(row) for row in rows]


async def is_under_way(
    company_id: str, account: int | None, act: AccessAct
) -> AccessChangeRequest | None:
    """The open change of this kind to an account, or to who is a company's ID manager."""
    changes = await open_changes_of(company_id)
    of_the_role = act is AccessAct.MANAGER
    same = (c for c in changes if c.act is act and (of_the_role or c.account == account))
    return next(same, None)


async def open_access_changes() -> tuple[str, ...]:
    """The processes of every change that is not over, or still has a mail to send."""
    rows = await AccessChange.raw(
        """
        SELECT process FROM access_change, concat('access-', id) AS process
        WHERE closed_at IS NULL OR EXISTS (
            SELECT FROM mail WHERE mail.process = process.process AND state = 'queued'
        )
        ORDER BY id
        """
    )
    return tuple(row["process"] for row in rows)


def _change(row: dict[str, Any]) -> AccessChangeRequest:
    wanted = json.loads(row["wanted"])
    new_person = NewAccount(**wanted) if "person_name" in wanted else None
    return AccessChangeRequest(
        change_id=row["id"],
        company_id=row["company"],
        act=AccessAct(row["act"]),
        new_address="" if new_person else wanted.get("mail_address", ""),
        new_account_id=wanted.get("account_id", ""),
        new_person=new_person,
        progress=_progress(row),
        **{name: row[name] for name in _AS_THEY_ARE},
    )


_AS_THEY_ARE = (
    "company_name",
    "account",
    "account_id",
    "person_name",
    "mail_address",
    "role_then",
    "address_then",
    "new_department",
    "new_person_name",
    "reason",
    "evidence",
    "asked_by",
    "administrator",
    "asked_by_name",
    "asked_by_role",
    "seconded_by_name",
    "closed_at",
)


def _progress(row: dict[str, Any]) -> Progress:
    return Progress(
        asked_at=row["asked_at"],
        due_at=row["due_at"],
        confirms=row["confirms"],
        confirmed_at=row["confirmed_at"],
        agreed_at=row["agreed_at"],
        seconded_at=row["seconded_at"],
        told_at=row["told_at"],
        telling=row["telling"],
        outcome=AccessStage(row["outcome"]) if row["outcome"] else None,
    )
