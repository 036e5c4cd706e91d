"""The keys by which names are compared, made anew in rows from before a change of the rules."""

from dataclasses import dataclass

from piccolo.table import Table

from db.tables.companies import Company
from db.tables.enrolment import CertifyingWholesaler, FormRevision
from db.tables.imports import RegisteredCorporation
from domain.company_names import loose_search_key, search_key
from domain.kanji_forms import FOLDED

ROWS_AT_A_TIME = 5_000

_WITH_AN_OLD_FORM = f"[{''.join(map(chr, FOLDED))}]"


@dataclass(frozen=True)
class _Named:
    """A table whose rows carry keys of a name: the columns of its primary key and of the name."""

    table: type[Table]
    key: str
    name: str
    key_type: str = "text"
    sets: str = "loose_search_key = made.loose"


_WHOLESALERS = _Named(CertifyingWholesaler, "id", "name", "integer", "search_key = made.loose")
_TABLES = (
    _Named(
        Company, "company_id", "name", sets="search_key = made.exact, loose_search_key = made.loose"
    ),
    _Named(FormRevision, "id", "company_name", "bigint"),
    _Named(RegisteredCorporation, "corporate_number", "name"),
    _WHOLESALERS,
)


async def renew_keys() -> None:
    """Make anew the keys of all names with an old form of a kanji; may run again.

    Only such rows are changed; whoever reads or writes others does not wait.
    """
    for named in _TABLES:
        await _renew(named, _WITH_AN_OLD_FORM)


async def renew_wholesaler_keys() -> None:
    """Make anew the keys of all wholesalers, of which there are few; may run again."""
    await _renew(_WHOLESALERS, ".")


async def _renew(named: _Named, with_names_like: str) -> None:
    table = named.table._meta.tablename  # noqa: SLF001 -- Piccolo's only way to ask
    rows = await named.table.raw(
        f"SELECT {named.key} AS key, {named.name} AS name FROM {table} WHERE {named.name} ~ {{}}",  # noqa: S608 -- only the names above
        with_names_like,
    )
    for start in range(0, len(rows), ROWS_AT_A_TIME):
        batch = rows[start : start + ROWS_AT_A_TIME]
        names = [row["name"] for row in batch]
        await named.table.raw(
            f"""
            UPDATE {table} SET {named.sets}
            FROM unnest({{}}::{named.key_type}[], {{}}::text[], {{}}::text[])
                AS made (key, exact, loose)
            WHERE {named.key} = made.key
            """,  # noqa: S608 -- only the names above
            [row["key"] for row in batch],
            [search_key(name) for name in names],
            [loose_search_key(name) for name in names],
        )
