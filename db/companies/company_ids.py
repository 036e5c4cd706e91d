"""企業ID: whether a company has one already (product.md, step 2), and fresh ones."""

from dataclasses import dataclass

from db.tables.companies import Company
from domain.company_names import loose_search_key, search_key
from domain.identifiers import company_id

MOST_ROWS = 20

# Trigrams need three characters; with fewer, only the beginning of a name is looked at.
SHORTEST_IN_THE_MIDDLE = 3

MATCHES_THE_BEGINNING = """
    search_key LIKE wanted.key || '%' OR loose_search_key = wanted.loose
"""
MATCHES_ANYWHERE = """
    search_key LIKE '%' || wanted.key || '%'
    OR loose_search_key LIKE '%' || wanted.loose || '%'
    OR loose_search_key % wanted.loose
"""


@dataclass(frozen=True)
class CompanyFound:
    """All that the public search shows of a company (S11)."""

    name: str
    head_office: str


@dataclass(frozen=True)
class CompaniesFound:
    """At most `MOST_ROWS` companies, the best match first; `more` when there were others."""

    companies: tuple[CompanyFound, ...]
    more: bool


async def search_companies(name: str) -> CompaniesFound:
    """Find companies by a part of their name, however it is written; not those that left.

    Exact matches come first, then those alike but for old and new characters, then names that
    begin so, then names that contain it, then similar ones. `name` was accepted by
    `accept_company_name`, so its keys are not empty and hold no wildcard.
    """
    key, loose = search_key(name), loose_search_key(name)
    short = len(loose) < SHORTEST_IN_THE_MIDDLE
    rows = await Company.raw(
        f"""
        WITH wanted AS (SELECT {{}}::text AS key, {{}}::text AS loose)
        SELECT name, head_office FROM company, wanted
        WHERE ended_at IS NULL AND ({MATCHES_THE_BEGINNING if short else MATCHES_ANYWHERE})
        ORDER BY search_key <> wanted.key, loose_search_key <> wanted.loose,
            NOT starts_with(search_key, wanted.key),
            NOT starts_with(loose_search_key, wanted.loose),
            strpos(loose_search_key, wanted.loose) = 0,
            similarity(loose_search_key, wanted.loose) DESC, name
        LIMIT {{}}
        """,  # noqa: S608 -- only constants of this file are put in
        key,
        loose,
        MOST_ROWS + 1,
    )
    found = tuple(CompanyFound(row["name"], row["head_office"]) for row in rows)
    return CompaniesFound(found[:MOST_ROWS], more=len(found) > MOST_ROWS)


async def next_company_ids(count: int) -> list[str]:
    """Draw so many 企業ID that no company has; each is drawn once, used or not.

    Companies that were taken over brought their IDs along, which the sequence does not know.
    """
    issued: list[str] = []
    while len(issued) < count:
        rows = await Company.raw(
            "SELECT nextval('company_serial') AS serial FROM generate_series(1, {})",
            count - len(issued),
        )
        drawn = [company_id(row["serial"]) for row in rows]
        taken = await Company.select(Company.company_id).where(Company.company_id.is_in(drawn))
        issued += sorted(set(drawn) - {row["company_id"] for row in taken})
    return issued
