"""Companies as the console finds and shows them, with what administrators did about them."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.company_data import CompanyData
from db.console.conditions import Conditions
from db.console.paging import PER_PAGE, Ordering, cut
from db.engine import planned_for_its_values
from db.spellings import keys_with, spellings
from db.tables.administration import ConsoleAct
from db.tables.companies import Company
from domain.company_names import loose_search_key
from domain.searches import WantedCompany

Way = tuple[str, *tuple[object, ...]]
"""A condition by which a company can be found, and its values."""

_BY_KEY = "company_id IN (SELECT company FROM company_key WHERE {})"
_LEFT = "ended_at IS NOT NULL AND loose_search_key LIKE '%' || {} || '%'"
"""Companies that left have no keys."""

_BY_MAIL_ADDRESS = "company_id IN (SELECT company FROM account WHERE lower(mail_address) = {})"

ACTS_SHOWN = 20
"""So many of the newest acts a page shows; the audit log has all."""


class CompanyStatus(StrEnum):
    """Whether the people of a company may log in; `ENDED`: it left the service."""

    MEMBER = "member"
    SUSPENDED = "suspended"
    ENDED = "ended"


_STATUSES = {
    CompanyStatus.MEMBER: "suspended_at IS NULL AND ended_at IS NULL",
    CompanyStatus.SUSPENDED: "suspended_at IS NOT NULL AND ended_at IS NULL",
    CompanyStatus.ENDED: "ended_at IS NOT NULL",
}


class CompanySort(StrEnum):
    """The orders that the list may have."""

    COMPANY_ID = "company_id"
    LAST_COMPANY_ID = "last-company_id"
    NEWEST = "newest"
    OLDEST = "oldest"


_ORDERINGS = {
    CompanySort.COMPANY_ID: Ordering("company", "company_id", "company_id"),
    CompanySort.LAST_COMPANY_ID: Ordering("company", "company_id", "company_id", descending=True),
    CompanySort.NEWEST: Ordering("company", "enrolled_at", "company_id", descending=True),
    CompanySort.OLDEST: Ordering("company", "enrolled_at", "company_id"),
}

_LIST = """
    SELECT company_id, name, head_office, jan_maker_code, corporate_number, enrolled_at,
        suspended_at, ended_at,
        (SELECT count(*) FROM account WHERE account.company = company_id) AS accounts
    FROM (SELECT * FROM ({found}) AS found ORDER BY {order} LIMIT {most}) AS shown
    JOIN company USING (company_id) ORDER BY {order}
"""

# Each way to find a company is a query of its own, so that each can use its index.
_WAY = """
    (SELECT company_id, {place} AS place FROM company WHERE {conditions}
    ORDER BY {order} LIMIT {most})
"""


@dataclass(frozen=True)
class CompanyQuery:
    """What is to be listed.

    `wanted`: None for all. `standing`: None for any. `after`: the 企業ID that the page before
    ended with, empty for the first page. `before`: the one that the next page began with.
    """

    wanted: WantedCompany | None = None
    standing: CompanyStatus | None = None
    order: CompanySort = CompanySort.COMPANY_ID
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class ListedCompany:
    """One row of the list; `accounts`: how many of its 999 it has."""

    company_id: str
    name: str
    head_office: str
    jan_maker_code: str | None
    corporate_number: str | None
    enrolled_at: datetime
    suspended_at: datetime | None
    ended_at: datetime | None
    accounts: int

    @property
    def standing(self) -> CompanyStatus:
        """What the company is at present."""
        return standing_of(self.suspended_at, self.ended_at)


@dataclass(frozen=True)
class CompanyPage:
    """One page of the list.

    `next`: `after` of the next page, `back`: `before` of the page before; None where there is none.
    """

    companies: tuple[ListedCompany, ...]
    next: str | None
    back: str | None = None


@dataclass(frozen=True)
class CompanyCard(CompanyData):
    """What a company is registered with, where it came from, and whether it is suspended.

    `application_number`: None for companies that were taken over.
    """

    application_number: str | None
    suspended_at: datetime | None

    @property
    def standing(self) -> CompanyStatus:
        """What the company is at present."""
        return standing_of(self.suspended_at, self.ended_at)


async def find_companies(query: CompanyQuery, most: int = PER_PAGE) -> CompanyPage:
    """Read one page of at most so many of the companies that were asked for."""
    order = _ORDERINGS[query.order].turned(backwards=bool(query.before))
    put_in = {"order": order.sql("place"), "most": most + 1}
    ways = [_conditions(query, order, way) for way in await _ways(query.wanted)]
    found = " UNION ".join(
        _WAY.format(place=order.column, conditions=way.sql, **put_in) for way in ways
    )
    values = [value for way in ways for value in way.values]
    async with planned_for_its_values():
        rows = await Company.raw(_LIST.format(found=found, **put_in), *values)
    listed = [ListedCompany(**row) for row in rows]
    page = cut(
        listed, lambda each: each.company_id, after=query.after, before=query.before, most=most
    )
    return CompanyPage(page.shown, next=page.next, back=page.back)


async def load_card(company_id: str) -> CompanyCard:
    """Read one company; raises `LookupError` when there is none of this 企業ID."""
    names = (field.name for field in fields(CompanyCard))
    row = await Company.select(*names).where(Company.company_id == company_id).first()
    if row is None:
        raise LookupError(f"there is no company {company_id}")
    return CompanyCard(**row)


def _conditions(query: CompanyQuery, order: Ordering, way: Way | None) -> Conditions:
    conditions = Conditions()
    if way is not None:
        conditions.add(*way)
    if query.standing is not None:
        conditions.add(_STATUSES[query.standing])
    if query.before or query.after:
        conditions.add(order.beyond, query.before or query.after)
    return conditions


async def _ways(wanted: WantedCompany | None) -> list[Way | None]:
    """What may be meant, each a condition with its values; one way without any for all."""
    if wanted is None:
        return [None]
    if wanted.mail_address:
        return [(_BY_MAIL_ADDRESS, wanted.mail_address)]
    names: list[Way | None] = [(_LEFT, loose_search_key(wanted.name))]
    for words in await spellings(wanted.name):
        condition, *values = keys_with(words)
        names.append((_BY_KEY.format(condition), *values))
    return names + (_by_digits(wanted.digits) if wanted.digits else [])


def _by_digits(digits: str) -> list[Way | None]:
    return [
        ("company_id = {}", digits),
        ("corporate_number = {}", digits),
        ("jan_maker_code LIKE {} || '%'", digits),
        ("jan_maker_code = ANY({})", _maker_codes(digits)),
    ]


def _maker_codes(digits: str) -> list[str]:
    """The maker codes that a product's whole code may begin with; a UPC lacks its first 0."""
    whole = digits.zfill(13) if len(digits) == 12 else digits
    return [whole[:length] for length in (7, 9, 10) if len(whole) > length]


def standing_of(suspended_at: datetime | None, ended_at: datetime | None) -> CompanyStatus:
    """What a company is at present."""
    if ended_at is not None:
        return CompanyStatus.ENDED
    return CompanyStatus.MEMBER if suspended_at is None else CompanyStatus.SUSPENDED


@dataclass(frozen=True)
class PastAct:
    """One act; `account_id`: None for the company as a whole."""

    at: datetime
    tag: str
    done_by: str
    account_id: str | None
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


async def latest_acts(company_id: str) -> tuple[PastAct, ...]:
    """The latest acts about a company, the newest first."""
    rows = await (
        ConsoleAct.select(*PastAct.__annotations__)
        .where(ConsoleAct.company == company_id)
        .order_by(ConsoleAct.id, ascending=False)
        .limit(ACTS_SHOWN)
    )
    values = ("before", "after")
    return tuple(PastAct(**row | {name: json.loads(row[name]) for name in values}) for row in rows)
