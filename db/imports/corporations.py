"""Corporations of the National Tax Agency's file: added, or changed by a newer line."""

from collections.abc import Sequence
from datetime import datetime

from db.imports.taken import Taken
from db.tables.imports import RegisteredCorporation
from domain.imports.corporation_file import Corporation

_COLUMNS = (
    "corporate_number",
    "name",
    "name_kana",
    "loose_search_key",
    "head_office",
    "address",
    "postal_code",
    "closed_on",
    "updated_on",
)
_OTHERS = _COLUMNS[1:]


async def take_corporations(entries: Sequence[tuple[int, Corporation]], _: datetime) -> Taken:
    """Add or change them in the caller's transaction; an older line never replaces a newer."""
    newest: dict[str, Corporation] = {}
    for _line, entry in entries:
        known = newest.setdefault(entry.corporate_number, entry)
        if entry.updated_on >= known.updated_on:
            newest[entry.corporate_number] = entry
    rows = await RegisteredCorporation.raw(
        f"""
        WITH changed AS (
            INSERT INTO registered_corporation ({", ".join(_COLUMNS)})
            SELECT * FROM unnest(
                {{}}::text[], {{}}::text[], {{}}::text[], {{}}::text[], {{}}::text[], {{}}::text[],
                {{}}::text[], {{}}::date[], {{}}::date[]
            )
            ON CONFLICT (corporate_number) DO UPDATE
            SET ({", ".join(_OTHERS)}) = ({_of("excluded")})
            WHERE excluded.updated_on >= registered_corporation.updated_on
              AND ({_of("excluded")}) IS DISTINCT FROM ({_of("registered_corporation")})
            RETURNING 1
        )
        SELECT count(*) AS count FROM changed
        """,  # noqa: S608 -- only constants of this file are put in
        *([getattr(entry, name) for entry in newest.values()] for name in _COLUMNS),
    )
    return Taken(rows[0]["count"])


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in _OTHERS)
