"""The queries by which the one search box finds each thing, for each meaning of what was typed.

Each gives keys, and is served by an index. What many rows have, such as a part of a common mail
address, is found among the latest; only what few have is looked for among all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.spellings import keys_with
from domain.finding import Meaning, Sought
from domain.romaji import katakana_of
from domain.text import to_katakana

SHOWN = 10
"""So many of each kind are shown."""

LOOKED_THROUGH = 1_000
"""So many of the latest rows are read for what may be common."""

Way = tuple[str, *tuple[object, ...]]
"""A query of keys, with its values.

Each key comes with 1 if it is of what was asked for to the letter, 2 if whatever became of it.
"""


def ways_to(known: Mapping[Meaning, tuple[str, ...]], sought: Sought) -> list[Way]:
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


def by_keys(words: Sequence[str]) -> Way:
    """Applications by the words of a name, as keys have them."""
    condition, *values = keys_with(words)
    return f"SELECT application, 0 FROM application_key WHERE {condition}", *values  # noqa: S608 -- a condition of the code


@dataclass(frozen=True)
class MailColumn:
    """Where mail addresses stand; `newest`: the column by which the latest rows are found."""

    key: str
    table: str
    newest: str
    address: str


OF_APPLICATIONS = (
    MailColumn("application_number", "application", "requested_at", "mail_address"),
    MailColumn("application", "form_revision", "id", "contact_mail_address"),
)
OF_ACCOUNTS = (MailColumn("id", "account", "id", "mail_address"),)


def by_mail_part(places: Sequence[MailColumn], part: str, rare: Sequence[str]) -> list[Way]:
    """What has a part of a mail address: among the latest rows, then among all.

    `rare`: threes of the part that few addresses have (`rare_threes`). The index finds those, and
    the rows say whether they have the part: of every three, most lists would be long.
    """
    return [_of_mail_part(place, part, rare) for place in places]


def _of_mail_part(at: MailColumn, part: str, rare: Sequence[str]) -> Way:
    latest = f"""
        WITH latest AS MATERIALIZED (
            SELECT {at.key} FROM (
                SELECT {at.key}, {at.address} FROM {at.table}
                ORDER BY {at.newest} DESC LIMIT {LOOKED_THROUGH}
            ) AS newest WHERE strpos(lower({at.address}), {{}}) > 0 LIMIT {SHOWN + 1}
        )
        SELECT {at.key}, 0 FROM latest
    """  # noqa: S608 -- constants of this file are put in
    if not rare:
        return latest, part
    indexed = " AND ".join([f"lower({at.address}) LIKE '%' || {{}} || '%'"] * len(rare))
    every = f"""
        UNION ALL SELECT {at.key}, 0 FROM {at.table} WHERE {indexed}
            AND strpos(lower({at.address}), {{}}) > 0
            AND (SELECT count(*) FROM latest) <= {SHOWN}
    """  # noqa: S608 -- as above
    values: list[object] = [part, *rare, part]
    return latest + every, *values


def threes(part: str) -> list[str]:
    """Every three letters or digits that stand side by side: what the index of addresses has."""
    places = range(len(part) - 2)
    return sorted(
        {part[at : at + 3] for at in places if re.fullmatch("[a-z0-9]{3}", part[at : at + 3])}
    )


RARE_THREES = f"""
    WITH latest AS MATERIALIZED (
        SELECT lower(mail_address) AS address FROM account ORDER BY id DESC LIMIT {LOOKED_THROUGH}
    )
    SELECT three FROM unnest({{}}::text[]) AS three
    ORDER BY (SELECT count(*) FROM latest WHERE strpos(address, three) > 0), three LIMIT 3
"""  # noqa: S608 -- a number of this file is put in
"""Which three of these fewest of the latest addresses have."""


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


_MAKER_CODES = "ARRAY(SELECT left({}::text, n) FROM unnest(ARRAY[7, 9, 10]) AS n)"

APPLICATIONS = {
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

COMPANIES = {
    Meaning.COMPANY_ID: (_company("company_id = {}", "1"),),
    Meaning.MAKER_CODE: (
        _company("jan_maker_code ^@ {}", "(length(jan_maker_code) = length({}))::int"),
    ),
    Meaning.PRODUCT_CODE: (_company(f"jan_maker_code = ANY({_MAKER_CODES})"),),
    Meaning.CORPORATE_NUMBER: (_company("corporate_number = {}", "1"),),
    Meaning.TELEPHONE: (_company("telephone <> '' AND digits_only(telephone) ^@ {}"),),
}

LEFT = _company("ended_at IS NOT NULL AND loose_search_key LIKE '%' || {} || '%'")
"""Companies that left have no keys."""

ACCOUNTS = {
    Meaning.ACCOUNT: (
        _account("company = left({}::text, 8) AND account_id = right({}::text, 3)", "1"),
    ),
    Meaning.MAILBOX: (_account("lower(mail_address) = {}", "1"),),
    Meaning.PERSON_NAME: (
        _account("person_key(person_name) ^@ person_key({})"),
        _account(
            "given_name(person_name) IS NOT NULL"
            " AND person_key(given_name(person_name)) ^@ person_key({})"
        ),
        _account("person_name_kana <> '' AND reading_key(person_name_kana) ^@ reading_key({})"),
    ),
}

WHOLESALER_NAMES = (
    "SELECT id, 0 FROM certifying_wholesaler"
    " WHERE widest_key(search_key) LIKE ALL ({}) OR reading_key(name_kana) LIKE ALL ({})"
)
_OF_DOMAIN = (
    "SELECT wholesaler, 0 FROM wholesaler_mail_domain"
    " WHERE domain LIKE '%' || substring({}::text FROM '[^@]*$') || '%'"
    " AND substring({}::text FROM '[^@]*$') <> ''"
)
WHOLESALERS = {
    Meaning.TELEPHONE: (
        (
            "SELECT id, (digits_only(telephone) = {})::int FROM certifying_wholesaler"
            " WHERE digits_only(telephone) ^@ {}"
        ),
    ),
    Meaning.MAILBOX: (_OF_DOMAIN,),
    Meaning.MAIL_PART: (_OF_DOMAIN,),
}

_KEYS = "SELECT key, max(exact) AS exact FROM ({found}) AS ways (key, exact) GROUP BY key"

APPLICATION_ROWS = f"""
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
COMPANY_ROWS = f"""
    SELECT company_id, name, head_office, jan_maker_code, suspended_at, ended_at, exact > 0 AS exact
    FROM ({_KEYS}) AS found JOIN company ON company_id = key
    ORDER BY exact DESC, ended_at IS NOT NULL, length(name), company_id LIMIT {{most}}
"""  # noqa: S608 -- constants of this file are put in
ACCOUNT_ROWS = f"""
    SELECT account.company AS company_id, account_id, company.name AS company_name, person_name,
        department, mail_address, role, exact > 0 AS exact
    FROM ({_KEYS}) AS found JOIN account ON account.id = key
    JOIN company ON company.company_id = account.company
    ORDER BY exact DESC, person_name, account.company, account_id LIMIT {{most}}
"""  # noqa: S608 -- constants of this file are put in
WHOLESALER_ROWS = f"""
    SELECT id AS wholesaler, name, telephone, ARRAY(
            SELECT domain FROM wholesaler_mail_domain
            WHERE wholesaler_mail_domain.wholesaler = certifying_wholesaler.id ORDER BY domain
        ) AS domains, exact > 0 AS exact
    FROM ({_KEYS}) AS found JOIN certifying_wholesaler ON id = key
    ORDER BY exact DESC, search_key LIMIT {{most}}
"""  # noqa: S608 -- constants of this file are put in
