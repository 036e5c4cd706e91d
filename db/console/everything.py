"""What the one search box of the console finds: applications, companies, people, wholesalers.

Each meaning that the words may have is a query of its own that an index serves, and none reads more
rows than a page shows. What many rows have, such as a part of a common mail address, is found among
the latest; only what few have is looked for among all.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from db.companies.search import named
from db.engine import planned_for_its_values
from db.spellings import keys_with, spellings
from db.tables.companies import Account, Company
from db.tables.enrolment import Application, CertifyingWholesaler
from domain.company_names import loose_search_key
from domain.finding import Meaning, Sought
from domain.romaji import katakana_of
from domain.text import to_katakana

SHOWN = 10
"""So many of each kind are shown."""

LOOKED_THROUGH = 3_000
"""So many of the latest rows are read for what may be common."""

Way = tuple[str, *tuple[object, ...]]
"""A query of keys, with its values.

Each key comes with 1 if it is of what was asked for to the letter, 2 if whatever became of it.
"""

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
        found = Everything(
            applications=await _applications(sought, written),
            companies=await _companies(sought, companies, others=others),
            accounts=await _accounts(sought),
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


async def _applications(sought: Sought, written: Sequence[Sequence[str]]) -> Some[FoundApplication]:
    ways = _ways_to(_APPLICATIONS, sought) + [_by_keys(words) for words in written]
    rows = await Application.raw(*_gathered(_APPLICATION_ROWS, ways)) if ways else []
    return _some(rows, FoundApplication)


async def _companies(sought: Sought, named: Sequence[str], *, others: bool) -> Some[FoundCompany]:
    ways = _ways_to(_COMPANIES, sought)
    if named:
        ways.append(("SELECT unnest({}::text[]), 0", [*named[: SHOWN + 1]]))
    if name := sought.get(Meaning.COMPANY_NAME):
        ways.append((_LEFT, loose_search_key(name)))
    rows = await Company.raw(*_gathered(_COMPANY_ROWS, ways)) if ways else []
    found = _some(rows, FoundCompany)
    return replace(found, more=found.more or others)


async def _accounts(sought: Sought) -> Some[FoundAccount]:
    ways = _ways_to(_ACCOUNTS, sought)
    rows = await Account.raw(*_gathered(_ACCOUNT_ROWS, ways)) if ways else []
    return _some(rows, FoundAccount)


async def _wholesalers(sought: Sought, written: Sequence[Sequence[str]]) -> Some[FoundWholesaler]:
    ways = _ways_to(_WHOLESALERS, sought)
    for words in written:
        parts = [f"%{word}%" for word in words]
        ways.append((_WHOLESALER_NAMES, parts, parts))
    rows = await CertifyingWholesaler.raw(*_gathered(_WHOLESALER_ROWS, ways)) if ways else []
    return _some([row | {"domains": tuple(row["domains"])} for row in rows], FoundWholesaler)


def _some(rows: Sequence[dict[str, Any]], kind: Callable[..., F]) -> Some[F]:
    return Some(tuple(kind(**row) for row in rows[:SHOWN]), more=len(rows) > SHOWN)


def _gathered(rows: str, ways: Sequence[Way]) -> Way:
    """The query of the rows whose keys any of the ways gives."""
    found = " UNION ALL ".join(f"({sql} LIMIT {SHOWN + 1})" for sql, *_ in ways)
    values = [value for _, *of_way in ways for value in of_way]
    return rows.format(found=found, most=SHOWN + 1), *values


def _ways_to(known: Mapping[Meaning, tuple[str, ...]], sought: Sought) -> list[Way]:
    """The ways by which things of one kind are found, for each meaning that the words have."""
    ways: list[Way] = []
    for meaning, typed in sought.meanings.items():
        value = _reading(typed) if meaning is Meaning.PERSON_NAME else typed
        for sql in known.get(meaning, ()):
            asked = value if "reading_key" in sql else typed
            if asked:
                ways.append((sql, *[asked] * sql.count("{}")))
    return ways


def _reading(typed: str) -> str:
    """What the words are as a reading; empty if they cannot be read as kana."""
    reading = katakana_of(typed) or to_katakana(typed).replace(" ", "").replace("\u3000", "")
    return reading if all("ァ" <= sign <= "ー" for sign in reading) else ""


def _by_keys(words: Sequence[str]) -> Way:
    condition, *values = keys_with(words)
    return f"SELECT application, 0 FROM application_key WHERE {condition}", *values  # noqa: S608 -- a condition of the code


def _part(key: str, table: str, newest: str, condition: str) -> str:
    """What may be common: among the latest rows, and among all where those few are not enough."""
    return f"""
        WITH latest AS MATERIALIZED (
            SELECT {key} FROM (
                SELECT * FROM {table} ORDER BY {newest} DESC LIMIT {LOOKED_THROUGH}
            ) AS newest WHERE {condition} LIMIT {SHOWN + 1}
        )
        SELECT {key}, 0 FROM latest UNION ALL
        SELECT {key}, 0 FROM {table}
        WHERE {condition} AND (SELECT count(*) FROM latest) <= {SHOWN}
    """  # noqa: S608 -- constants of this file are put in


def _form(condition: str, exact: str = "0") -> str:
    return f"SELECT application, {exact} FROM form_revision WHERE {condition}"  # noqa: S608 -- as above


def _account(condition: str, exact: str = "0") -> str:
    return f"SELECT id, {exact} FROM account WHERE {condition}"  # noqa: S608 -- as above


def _company(condition: str, exact: str = "0") -> str:
    return f"SELECT company_id, {exact} FROM company WHERE {condition}"  # noqa: S608 -- as above


_ANYWHERE = "'%' || replace({}::text, '_', '\\_') || '%'"
"""A part of a text, for LIKE; no other sign of a mail address means more than itself."""

_MAKER_CODES = "ARRAY(SELECT left({}::text, n) FROM unnest(ARRAY[7, 9, 10]) AS n)"

_APPLICATIONS = {
    Meaning.NUMBER: (
        (
            "SELECT application_number, 2 FROM application"
            " WHERE replace(application_number, '-', '') = {}"
        ),
        _part(
            "application_number",
            "application",
            "requested_at",
            "replace(application_number, '-', '') LIKE '%' || {} || '%'",
        ),
    ),
    Meaning.MAKER_CODE: (
        _form("jan_maker_code ^@ {}", "(length(jan_maker_code) = length({}))::int"),
    ),
    Meaning.PRODUCT_CODE: (_form(f"jan_maker_code = ANY({_MAKER_CODES})"),),
    Meaning.CORPORATE_NUMBER: (_form("corporate_number = {}", "1"),),
    Meaning.TELEPHONE: (_form("telephone <> '' AND digits_only(telephone) ^@ {}"),),
    Meaning.MAILBOX: (
        "SELECT application_number, 1 FROM application WHERE lower(mail_address) = {}",
        _form("lower(contact_mail_address) = {}"),
    ),
    Meaning.MAIL_PART: (
        _part(
            "application_number",
            "application",
            "requested_at",
            f"lower(mail_address) LIKE {_ANYWHERE}",
        ),
        _part(
            "application", "form_revision", "id", f"lower(contact_mail_address) LIKE {_ANYWHERE}"
        ),
    ),
    Meaning.PERSON_NAME: (
        _form("person_key(manager_name) ^@ person_key({})"),
        _form(
            "given_name(manager_name) IS NOT NULL"
            " AND person_key(given_name(manager_name)) ^@ person_key({})"
        ),
        _form("person_key(contact_name) ^@ person_key({})"),
        _form("manager_name_kana <> '' AND reading_key(manager_name_kana) ^@ reading_key({})"),
    ),
}

_COMPANIES = {
    Meaning.COMPANY_ID: (_company("company_id = {}", "1"),),
    Meaning.MAKER_CODE: (
        _company("jan_maker_code ^@ {}", "(length(jan_maker_code) = length({}))::int"),
    ),
    Meaning.PRODUCT_CODE: (_company(f"jan_maker_code = ANY({_MAKER_CODES})"),),
    Meaning.CORPORATE_NUMBER: (_company("corporate_number = {}", "1"),),
    Meaning.TELEPHONE: (_company("telephone <> '' AND digits_only(telephone) ^@ {}"),),
}

_LEFT = _company("ended_at IS NOT NULL AND loose_search_key LIKE '%' || {} || '%'")
"""Companies that left have no keys."""

_ACCOUNTS = {
    Meaning.ACCOUNT: (
        _account("company = left({}::text, 8) AND account_id = right({}::text, 3)", "1"),
    ),
    Meaning.MAILBOX: (_account("lower(mail_address) = {}", "1"),),
    Meaning.MAIL_PART: (_part("id", "account", "id", f"lower(mail_address) LIKE {_ANYWHERE}"),),
    Meaning.PERSON_NAME: (
        _account("person_key(person_name) ^@ person_key({})"),
        _account(
            "given_name(person_name) IS NOT NULL"
            " AND person_key(given_name(person_name)) ^@ person_key({})"
        ),
        _account("person_name_kana <> '' AND reading_key(person_name_kana) ^@ reading_key({})"),
    ),
}

_WHOLESALER_NAMES = (
    "SELECT id, 0 FROM certifying_wholesaler"
    " WHERE widest_key(search_key) LIKE ALL ({}) OR reading_key(name_kana) LIKE ALL ({})"
)
_WHOLESALERS = {
    Meaning.TELEPHONE: (
        (
            "SELECT id, (digits_only(telephone) = {})::int FROM certifying_wholesaler"
            " WHERE digits_only(telephone) ^@ {}"
        ),
    ),
    Meaning.MAIL_PART: (
        (
            "SELECT wholesaler, 0 FROM wholesaler_mail_domain"
            " WHERE domain LIKE '%' || substring({}::text FROM '[^@]*$') || '%'"
            " AND substring({}::text FROM '[^@]*$') <> ''"
        ),
    ),
}

_KEYS = "SELECT key, max(exact) AS exact FROM ({found}) AS ways (key, exact) GROUP BY key"

_APPLICATION_ROWS = f"""
    SELECT application.application_number, stage, stage_since,
        coalesce(form.company_name, searched_name) AS company_name, form.head_office,
        exact = 2 OR exact = 1 AND closed_at IS NULL AS exact
    FROM ({_KEYS}) AS found JOIN application ON application_number = key
    LEFT JOIN LATERAL (
        SELECT * FROM form_revision WHERE form_revision.application = application_number
        ORDER BY revision DESC LIMIT 1
    ) AS form ON true
    ORDER BY 6 DESC, closed_at IS NOT NULL, requested_at DESC LIMIT {{most}}
"""  # noqa: S608 -- constants of this file are put in
_COMPANY_ROWS = f"""
    SELECT company_id, name, head_office, jan_maker_code, suspended_at, ended_at, exact > 0 AS exact
    FROM ({_KEYS}) AS found JOIN company ON company_id = key
    ORDER BY exact DESC, ended_at IS NOT NULL, length(name), company_id LIMIT {{most}}
"""  # noqa: S608 -- constants of this file are put in
_ACCOUNT_ROWS = f"""
    SELECT account.company AS company_id, account_id, company.name AS company_name, person_name,
        department, mail_address, role, exact > 0 AS exact
    FROM ({_KEYS}) AS found JOIN account ON account.id = key
    JOIN company ON company.company_id = account.company
    ORDER BY exact DESC, person_name, account.company, account_id LIMIT {{most}}
"""  # noqa: S608 -- constants of this file are put in
_WHOLESALER_ROWS = f"""
    SELECT id AS wholesaler, name, telephone, ARRAY(
            SELECT domain FROM wholesaler_mail_domain
            WHERE wholesaler_mail_domain.wholesaler = id ORDER BY domain
        ) AS domains, exact > 0 AS exact
    FROM ({_KEYS}) AS found JOIN certifying_wholesaler ON id = key
    ORDER BY exact DESC, search_key LIMIT {{most}}
"""  # noqa: S608 -- constants of this file are put in
