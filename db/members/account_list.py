"""「アカウント一覧」: searched, filtered, sorted, page by page, in one query whatever is asked."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.members.account_standing import ACCOUNTS, DORMANT_AFTER, Standing
from db.tables.companies import Account

PER_PAGE = 50

SORTS = {
    "account_id": "account_id",
    "name": "coalesce(nullif(person_name_kana, ''), person_name)",
    "department": "department",
    "newest": "created_at DESC",
    "latest_login": "last_login_at DESC NULLS LAST",
    "oldest_login": "last_login_at NULLS FIRST",
}
"""The orders a list may have, each with its SQL; equal ones stand by アカウントID."""

_LIST = """
    WITH listed AS ({accounts}),
    matching AS (
        SELECT listed.*, row_number() OVER ordered AS position, count(*) OVER () AS found,
            lag(account_id, {back}) OVER ordered AS back
        FROM listed
        WHERE ({{}}::text = '' OR strpos(
                translate(lower(normalize(concat_ws(E'\\n', account_id, person_name,
                    person_name_kana, department, mail_address), NFKC)), ' ', ''), {{}}
            ) > 0)
            AND ({{}}::text = '' OR standing = {{}})
        WINDOW ordered AS (ORDER BY {order}, account_id)
    )
    SELECT * FROM matching
    WHERE position > coalesce((SELECT position FROM matching WHERE account_id = {{}}), 0)
    ORDER BY position LIMIT {rows}
"""
_LISTS = {
    name: _LIST.format(accounts=ACCOUNTS, back=PER_PAGE + 1, order=order, rows=PER_PAGE + 1)
    for name, order in SORTS.items()
}


@dataclass(frozen=True)
class AccountQuery:
    """What is to be listed.

    `search`: part of an ID, a name, a department or an address; empty for all. `standing`: None
    for any. `after`: the アカウントID that the page before ended with, empty for the first page.
    """

    search: str = ""
    standing: Standing | None = None
    sort: str = "account_id"
    after: str = ""


@dataclass(frozen=True)
class ListedAccount:
    """One row of the list."""

    account_id: str
    role: str
    department: str
    person_name: str
    mail_address: str
    mail_bounced_at: datetime | None
    last_login_at: datetime | None
    standing: Standing


@dataclass(frozen=True)
class AccountPage:
    """One page of the list.

    `found`: how many there are on all pages; `first`: which of them begins this page, from 1.
    `back`, `next`: `after` of the page before and of the next; None where there is none.
    """

    accounts: tuple[ListedAccount, ...]
    found: int
    first: int
    back: str | None
    next: str | None


@dataclass(frozen=True)
class AccountCounts:
    """How many accounts a company has, and how many numbers rest."""

    issued: int
    resting: int


async def list_accounts(company_id: str, query: AccountQuery, now: datetime) -> AccountPage:
    """Read one page of a company's accounts; raises `KeyError` for an unknown order."""
    standing = query.standing or ""
    rows = await Account.raw(
        _LISTS[query.sort],
        now,
        now - DORMANT_AFTER,
        company_id,
        *(_folded(query.search),) * 2,
        *(standing,) * 2,
        query.after,
    )
    return _page(rows)


async def count_accounts(company_id: str, now: datetime) -> AccountCounts:
    """Count what a company has of its 999 numbers."""
    rows = await Account.raw(
        """
        SELECT (SELECT count(*) FROM account WHERE company = {}) AS issued, (
            SELECT count(*) FROM resting_number WHERE company = {} AND free_from > {}
        ) AS resting
        """,
        company_id,
        company_id,
        now,
    )
    return AccountCounts(**rows[0])


async def accounts_with(company_id: str, mail_address: str) -> tuple[str, ...]:
    """The アカウントID whose mails go to this mailbox."""
    rows = await Account.raw(
        """
        SELECT account_id FROM account
        WHERE company = {} AND lower(mail_address) = lower({}) ORDER BY account_id
        """,
        company_id,
        mail_address,
    )
    return tuple(row["account_id"] for row in rows)


def _page(rows: list[dict[str, Any]]) -> AccountPage:
    if not rows:
        return AccountPage((), found=0, first=0, back=None, next=None)
    shown = rows[:PER_PAGE]
    first = shown[0]
    return AccountPage(
        tuple(_listed(row) for row in shown),
        found=first["found"],
        first=first["position"],
        back=(first["back"] or "") if first["position"] > 1 else None,
        next=shown[-1]["account_id"] if len(rows) > PER_PAGE else None,
    )


def _listed(row: dict[str, Any]) -> ListedAccount:
    fields = {name: row[name] for name in ListedAccount.__annotations__}
    return ListedAccount(**fields | {"standing": Standing(row["standing"])})


def _folded(search: str) -> str:
    """Fold case and width and drop spaces, as the query does with what it searches in."""
    return "".join(unicodedata.normalize("NFKC", search).lower().split())
