"""The accounts of a company as its ID managers see them: status, list, and one by itself."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from db.members.account_facts import NoSuchAccountError
from db.tables.companies import Account
from domain.kanji_forms import FOLDED
from domain.romaji import katakana_of
from domain.text import HIRAGANA_TO_KATAKANA

DORMANT_AFTER = timedelta(days=180)
"""An account that nobody logged in to for so long is shown as dormant."""


class AccountStatus(StrEnum):
    """`LAPSED`: invited, and the invitation expired or was taken back. `DORMANT`: see above."""

    ACTIVE = "active"
    INVITED = "invited"
    LAPSED = "lapsed"
    STOPPED = "stopped"
    DORMANT = "dormant"


INVITED = frozenset({AccountStatus.INVITED, AccountStatus.LAPSED})
"""Nobody has set a password yet."""

ACCOUNTS = """
    SELECT account.account_id, account.role, account.state, account.department,
        account.person_name, account.person_name_kana, account.mail_address,
        account.mail_bounced_at, account.created_at, account.last_login_at,
        account.id AS account, invitation.generation, invitation.expires_at AS invited_until,
        CASE account.state
            WHEN 'stopped' THEN 'stopped'
            WHEN 'invited' THEN CASE WHEN invitation.works THEN 'invited' ELSE 'lapsed' END
            ELSE CASE WHEN coalesce(account.last_login_at, account.created_at) < moment.dormant
                THEN 'dormant' ELSE 'active' END
        END AS standing
    FROM account
    CROSS JOIN (SELECT {}::timestamptz AS now, {}::timestamptz AS dormant) AS moment
    LEFT JOIN LATERAL (
        SELECT link.generation, link.expires_at, link.expires_at > moment.now
            AND link.used_at IS NULL AND link.revoked_at IS NULL AS works
        FROM account_link AS link
        WHERE link.account = account.id AND link.purpose = 'invitation'
            AND account.state = 'invited'
        ORDER BY link.generation DESC LIMIT 1
    ) AS invitation ON true
    WHERE account.company = {}
"""
"""The accounts of a company with their status; filled with now, now - DORMANT_AFTER, 企業ID."""


PER_PAGE = 50

_FOLDED = {old: ord(new) for old, new in FOLDED.items()} | HIRAGANA_TO_KATAKANA

SORTS = {
    "account_id": "account_id",
    "name": "coalesce(nullif(person_name_kana, ''), person_name)",
    "department": "department",
    "newest": "created_at DESC",
    "latest_login": "last_login_at DESC NULLS LAST",
    "oldest_login": "last_login_at NULLS FIRST",
}
"""The orders a list may have, each with its SQL; equal ones by アカウントID."""

_LIST = """
    WITH listed AS ({accounts}),
    matching AS (
        SELECT listed.*, row_number() OVER ordered AS position, count(*) OVER () AS found,
            lag(account_id, {back}) OVER ordered AS back
        FROM listed
        WHERE NOT EXISTS (
                SELECT FROM unnest({{}}::text[], {{}}::text[]) AS typed (word, reading)
                WHERE strpos(
                    translate(lower(normalize(concat_ws(E'\\n', account_id, person_name,
                        person_name_kana, department, mail_address), NFKC)), '{old} ', '{new}'),
                    word
                ) = 0 AND (
                    reading = '' OR strpos(reading_key(person_name_kana), reading_key(reading)) = 0
                )
            )
            AND ({{}}::text = '' OR standing = {{}})
        WINDOW ordered AS (ORDER BY {order}, account_id)
    )
    SELECT * FROM matching
    WHERE position > coalesce((SELECT position FROM matching WHERE account_id = {{}}), 0)
    ORDER BY position LIMIT {{}}
"""
_LISTS = {
    name: _LIST.format(
        accounts=ACCOUNTS,
        back=PER_PAGE + 1,
        order=order,
        old="".join(map(chr, _FOLDED)),
        new="".join(map(chr, _FOLDED.values())),
    )
    for name, order in SORTS.items()
}


@dataclass(frozen=True)
class AccountQuery:
    """What is to be listed.

    `search`: words, each a part of an ID, a name, its reading, also in Latin letters, a department
    or an address; empty for all. `standing`: None
    for any. `after`: the アカウントID that the page before ended with, empty for the first page.
    """

    search: str = ""
    standing: AccountStatus | None = None
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
    standing: AccountStatus


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
    """How many accounts a company has, and how many numbers rest.

    `expired`: of how many the newest invitation ran out before anybody used it.
    """

    issued: int
    resting: int
    expired: int = 0


async def list_accounts(
    company_id: str, query: AccountQuery, now: datetime, most: int = PER_PAGE
) -> AccountPage:
    """Read one page of a company's accounts; raises `KeyError` for an unknown order."""
    standing = query.standing or ""
    rows = await Account.raw(
        _LISTS[query.sort],
        now,
        now - DORMANT_AFTER,
        company_id,
        words := _words(query.search),
        [_reading(word) for word in words],
        *(standing,) * 2,
        query.after,
        most + 1,
    )
    return _page(rows, most)


async def count_accounts(company_id: str, now: datetime) -> AccountCounts:
    """Count what a company has of its 999 numbers."""
    rows = await Account.raw(
        """
        SELECT (SELECT count(*) FROM account WHERE company = {}) AS issued, (
            SELECT count(*) FROM resting_number WHERE company = {} AND free_from > {}
        ) AS resting, (
            SELECT count(*) FROM account CROSS JOIN LATERAL (
                SELECT expires_at, used_at, revoked_at FROM account_link
                WHERE account_link.account = account.id AND purpose = 'invitation'
                ORDER BY generation DESC LIMIT 1
            ) AS invitation
            WHERE company = {} AND state = 'invited' AND invitation.expires_at <= {}
                AND invitation.used_at IS NULL AND invitation.revoked_at IS NULL
        ) AS expired
        """,
        company_id,
        company_id,
        now,
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


def _page(rows: list[dict[str, Any]], most: int) -> AccountPage:
    if not rows:
        return AccountPage((), found=0, first=0, back=None, next=None)
    shown = rows[:most]
    first = shown[0]
    return AccountPage(
        tuple(_listed(row) for row in shown),
        found=first["found"],
        first=first["position"],
        back=(first["back"] or "") if first["position"] > 1 else None,
        next=shown[-1]["account_id"] if len(rows) > most else None,
    )


def _listed(row: dict[str, Any]) -> ListedAccount:
    fields = {name: row[name] for name in ListedAccount.__annotations__}
    return ListedAccount(**fields | {"standing": AccountStatus(row["standing"])})


def _words(search: str) -> list[str]:
    """Fold case, width, kana and old forms, as the query does with what it searches."""
    return unicodedata.normalize("NFKC", search).lower().translate(_FOLDED).split()


def _reading(word: str) -> str:
    """What a word reads as in kana; empty if it cannot be read."""
    return word if re.fullmatch("[ァ-ヺー]+", word) else katakana_of(word) or ""


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
    standing: AccountStatus
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
    return AccountDetails(**fields | {"standing": AccountStatus(rows[0]["standing"])})
