"""Filters of the console's lists that a person keeps, and words that stand in no address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.tables.administration import SavedFilter
from domain.refusals import RefusalError

MOST_FILTERS = 20
"""So many with a name a person may have of one list."""


class TooManyFiltersError(RefusalError):
    """The person has as many filters of this list as may be."""


@dataclass(frozen=True)
class KeptFilter:
    """A filter with a name; `asked`: the fields of the list, as typed."""

    id: int
    name: str
    asked: dict[str, str]


async def kept_filters(administrator: int, list_path: str) -> tuple[KeptFilter, ...]:
    """The filters of a list that a person gave names, by name."""
    rows = await SavedFilter.raw(
        """
        SELECT id, name, asked FROM saved_filter
        WHERE administrator = {} AND list = {} AND name <> '' ORDER BY name
        """,
        administrator,
        list_path,
    )
    return tuple(KeptFilter(row["id"], row["name"], json.loads(row["asked"])) for row in rows)


async def asked_by(administrator: int, list_path: str, number: int) -> dict[str, str]:
    """What a person's filter asks of a list; nothing where the person has no such filter."""
    rows = await SavedFilter.raw(
        "SELECT asked FROM saved_filter WHERE id = {} AND administrator = {} AND list = {}",
        number,
        administrator,
        list_path,
    )
    asked: dict[str, str] = json.loads(rows[0]["asked"]) if rows else {}
    return asked


async def keep_words(
    administrator: int, list_path: str, asked: Mapping[str, str], now: datetime
) -> int:
    """Keep the words of a search for a day, so that an address can name them; gives the number."""
    rows = await SavedFilter.insert(
        SavedFilter(
            administrator=administrator,
            list=list_path,
            asked=json.dumps(dict(asked), ensure_ascii=False),
            saved_at=now,
        )
    ).returning(SavedFilter.id)
    return int(rows[0]["id"])


async def save_filter(
    administrator: int, list_path: str, name: str, asked: Mapping[str, str], now: datetime
) -> None:
    """Keep a filter under a name, in the place of the former one of that name.

    Raises `TooManyFiltersError`.
    """
    rows = await SavedFilter.raw(
        """
        INSERT INTO saved_filter (administrator, list, name, asked, saved_at)
        SELECT {}, {}, {}, {}::jsonb, {} WHERE (
            SELECT count(*) FROM saved_filter
            WHERE administrator = {} AND list = {} AND name NOT IN ('', {})
        ) < {}
        ON CONFLICT (administrator, list, name) WHERE name <> ''
            DO UPDATE SET asked = excluded.asked, saved_at = excluded.saved_at
        RETURNING id
        """,
        administrator,
        list_path,
        name,
        json.dumps(dict(asked), ensure_ascii=False),
        now,
        administrator,
        list_path,
        name,
        MOST_FILTERS,
    )
    if not rows:
        raise TooManyFiltersError


async def forget_filter(administrator: int, number: int) -> None:
    """Delete a person's own filter; nothing changes if it is another's, or gone."""
    await SavedFilter.delete().where(
        SavedFilter.id == number, SavedFilter.administrator == administrator
    )
