"""Corporations of the register, by what an applicant types: 法人番号, name or reading."""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass

from db.tables.imports import RegisteredCorporation
from domain.company_names import loose_search_key
from domain.identifiers import accept_corporate_number
from domain.text import InvalidInput, to_katakana

MOST_SHOWN = 10
_LONGEST = 150

_COLUMNS = "corporate_number, name, name_kana, postal_code, head_office, address"


@dataclass(frozen=True)
class CorporationFound:
    """What the register says of a corporation that exists; empty where it says nothing.

    `address`: what follows the prefecture.
    """

    corporate_number: str
    name: str
    name_kana: str
    postal_code: str
    head_office: str
    address: str


async def find_corporations(typed: str) -> tuple[CorporationFound, ...]:
    """At most `MOST_SHOWN` and one more: of this number, or whose name or reading begins so.

    Those of that very name come first.
    """
    typed = unicodedata.normalize("NFKC", typed[:_LONGEST])
    with suppress(InvalidInput):
        found = await find_open_corporation(accept_corporate_number(typed))
        return (found,) if found else ()
    key = loose_search_key(typed)
    if len(key) < 2:
        return ()
    rows = await RegisteredCorporation.raw(
        f"""
        SELECT {_COLUMNS} FROM (
            (SELECT {_COLUMNS}, 1 AS way, loose_search_key AS sort FROM registered_corporation
            WHERE closed_on IS NULL AND loose_search_key COLLATE "C" LIKE {{}}
            ORDER BY loose_search_key COLLATE "C" LIMIT {{}})
            UNION ALL
            (SELECT {_COLUMNS}, 2, name_kana FROM registered_corporation
            WHERE closed_on IS NULL AND name_kana <> '' AND name_kana COLLATE "C" LIKE {{}}
            ORDER BY name_kana COLLATE "C" LIMIT {{}})
        ) AS found
        ORDER BY way, sort COLLATE "C", corporate_number
        """,  # noqa: S608 -- constants of this file
        _beginning(key),
        MOST_SHOWN + 1,
        _beginning(to_katakana(typed)),
        MOST_SHOWN + 1,
    )
    by_number = {row["corporate_number"]: CorporationFound(**row) for row in rows}
    return tuple(by_number.values())[: MOST_SHOWN + 1]


async def find_open_corporation(corporate_number: str) -> CorporationFound | None:
    """The corporation of this number; None for one that was closed, or that no file had."""
    rows = await RegisteredCorporation.raw(
        f"SELECT {_COLUMNS} FROM registered_corporation"  # noqa: S608 -- a constant of this file
        " WHERE corporate_number = {} AND closed_on IS NULL",
        corporate_number,
    )
    return CorporationFound(**rows[0]) if rows else None


async def has_corporations() -> bool:
    """Whether any file of the register was taken in."""
    return bool(await RegisteredCorporation.raw("SELECT 1 FROM registered_corporation LIMIT 1"))


def _beginning(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text) + "%"
