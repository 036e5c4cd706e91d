"""The queries by which the one search box finds each thing, for each meaning of what was typed.

Each gives keys, and is served by an index. What many rows have, such as a part of a common mail
address, is found among the latest; only what few have is looked for among all.
"""

from collections.abc import Mapping, Sequence

from db.spellings import keys_with
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

WHOLESALER_NAMES = (
    "SELECT id, 0 FROM certifying_wholesaler"
    " WHERE widest_key(search_key) LIKE ALL ({}) OR reading_key(name_kana) LIKE ALL ({})"
)
WHOLESALERS = {
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
