"""What the one search box of the console finds: applications, companies, people, wholesalers.

Each meaning that the words may have is a query of its own (db/console/ways_to_find.py), of which
none gives more rows than a page shows.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from db.companies.search import named
from db.console.ways_to_find import (
    ACCOUNT_ROWS,
    ACCOUNTS,
    APPLICATION_ROWS,
    APPLICATIONS,
    COMPANIES,
    COMPANY_ROWS,
    LEFT,
    OF_ACCOUNTS,
    OF_APPLICATIONS,
    RARE_THREES,
    SHOWN,
    WHOLESALER_NAMES,
    WHOLESALER_ROWS,
    WHOLESALERS,
    Way,
    by_keys,
    by_mail_part,
    threes,
    ways_to,
)
from db.engine import planned_for_its_values
from db.spellings import spellings
from db.tables.companies import Account, Company
from db.tables.enrolment import Application, CertifyingWholesaler
from domain.company_names import loose_search_key
from domain.finding import Meaning, Sought

F = TypeVar("F")


@dataclass(frozen=True)
class FoundApplication:
    """An application; `exact`: the words name it, and it is open or was asked for by its number."""

    application_number: str
    stage: str
    stage_since: datetime
    company_name: str
    head_office: str | None
    exact: bool


@dataclass(frozen=True)
class FoundCompany:
    """A company that has or had its IDs."""

    company_id: str
    name: str
    head_office: str
    jan_maker_code: str | None
    suspended_at: datetime | None
    ended_at: datetime | None
    exact: bool


@dataclass(frozen=True)
class FoundAccount:
    """An account, with the company that it is of."""

    company_id: str
    account_id: str
    company_name: str
    person_name: str
    department: str
    mail_address: str
    role: str
    exact: bool


@dataclass(frozen=True)
class FoundWholesaler:
    """A wholesaler; `wholesaler` is its key."""

    wholesaler: int
    name: str
    telephone: str
    domains: tuple[str, ...]
    exact: bool


@dataclass(frozen=True)
class Some(Generic[F]):
    """What was found of one kind, at most `SHOWN`; `more`: there are others, or may be."""

    shown: tuple[F, ...] = ()
    more: bool = False


Hit = FoundApplication | FoundCompany | FoundAccount | FoundWholesaler


@dataclass(frozen=True)
class Everything:
    """All that was found; `alike`: no company has the name, and these have one like it."""

    applications: Some[FoundApplication]
    companies: Some[FoundCompany]
    accounts: Some[FoundAccount]
    wholesalers: Some[FoundWholesaler]
    alike: bool = False

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Everything that is shown."""
        return (
            *self.applications.shown,
            *self.companies.shown,
            *self.accounts.shown,
            *self.wholesalers.shown,
        )

    @property
    def only(self) -> Hit | None:
        """What is opened at once: the one thing that the words name, or all that was found."""
        exact = [hit for hit in self.hits if hit.exact]
        if len(exact) == 1:
            return exact[0]
        return self.hits[0] if len(self.hits) == 1 and not self.alike else None


async def find_everything(sought: Sought) -> Everything:
    """Find whatever the words may mean."""
    name = sought.get(Meaning.COMPANY_NAME)
    companies, others = await named(name, or_alike=False) if name else ([], False)
    async with _by_indexes():
        written = await spellings(name) if name else []
        rare = await _rare_threes(sought.get(Meaning.MAIL_PART))
        found = Everything(
            applications=await _applications(sought, written, rare),
            companies=await _companies(sought, companies, others=others),
            accounts=await _accounts(sought, rare),
            wholesalers=await _wholesalers(sought, written),
        )
    if not name or found.hits:
        return found
    companies, others = await named(name)
    return replace(
        found, companies=await _companies(Sought({}), companies, others=others), alike=True
    )


@asynccontextmanager
async def _by_indexes() -> AsyncIterator[None]:
    """A transaction whose statements use the indexes.

    A scan of a whole table seems cheap where a few rows are asked for, and is not where there are
    none.
    """
    async with planned_for_its_values():
        await Company.raw(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"
        )
        yield


async def _applications(
    sought: Sought, written: Sequence[Sequence[str]], rare: Sequence[str]
) -> Some[FoundApplication]:
    ways = ways_to(APPLICATIONS, sought) + [by_keys(words) for words in written]
    if part := sought.get(Meaning.MAIL_PART):
        ways += by_mail_part(OF_APPLICATIONS, part, rare)
    rows = await Application.raw(*_gathered(APPLICATION_ROWS, ways)) if ways else []
    return _some(rows, FoundApplication)


async def _companies(sought: Sought, named: Sequence[str], *, others: bool) -> Some[FoundCompany]:
    ways = ways_to(COMPANIES, sought)
    if named:
        ways.append(("SELECT unnest({}::text[]), 0", [*named[: SHOWN + 1]]))
    if name := sought.get(Meaning.COMPANY_NAME):
        ways.append((LEFT, loose_search_key(name)))
    rows = await Company.raw(*_gathered(COMPANY_ROWS, ways)) if ways else []
    found = _some(rows, FoundCompany)
    return replace(found, more=found.more or others)


async def _rare_threes(part: str) -> list[str]:
    """What the index is asked for to find a part of a mail address."""
    wanted = threes(part)
    if len(wanted) <= 3:
        return wanted
    return [row["three"] for row in await Account.raw(RARE_THREES, wanted)]


async def _accounts(sought: Sought, rare: Sequence[str]) -> Some[FoundAccount]:
    ways = ways_to(ACCOUNTS, sought)
    if part := sought.get(Meaning.MAIL_PART):
        ways += by_mail_part(OF_ACCOUNTS, part, rare)
    rows = await Account.raw(*_gathered(ACCOUNT_ROWS, ways)) if ways else []
    return _some(rows, FoundAccount)


async def _wholesalers(sought: Sought, written: Sequence[Sequence[str]]) -> Some[FoundWholesaler]:
    ways = ways_to(WHOLESALERS, sought)
    for words in written:
        parts = [f"%{word}%" for word in words]
        ways.append((WHOLESALER_NAMES, parts, parts))
    rows = await CertifyingWholesaler.raw(*_gathered(WHOLESALER_ROWS, ways)) if ways else []
    return _some([row | {"domains": tuple(row["domains"])} for row in rows], FoundWholesaler)


def _some(rows: Sequence[dict[str, Any]], kind: Callable[..., F]) -> Some[F]:
    return Some(tuple(kind(**row) for row in rows[:SHOWN]), more=len(rows) > SHOWN)


def _gathered(rows: str, ways: Sequence[Way]) -> Way:
    """The query of the rows whose keys any of the ways gives."""
    found = " UNION ALL ".join(f"({sql} LIMIT {SHOWN + 1})" for sql, *_ in ways)
    values = [value for _, *of_way in ways for value in of_way]
    return rows.format(found=found, most=SHOWN + 1), *values
