"""What the form offers of the register of corporations, to choose one's own company."""

from typing import NamedTuple

from db.enrolment.application_form import Draft
from db.imports.corporation_search import (
    MOST_SHOWN,
    CorporationFound,
    find_corporations,
    has_corporations,
)


class Corporations(NamedTuple):
    """What the page offers of the register: for which name, and whether that was asked for."""

    name: str
    found: tuple[CorporationFound, ...]
    asked: bool

    @property
    def shown(self) -> tuple[CorporationFound, ...]:
        return self.found[:MOST_SHOWN]

    @property
    def more(self) -> bool:
        return len(self.found) > MOST_SHOWN


async def corporations_for(draft: Draft, typed: str | None) -> Corporations | None:
    """Those that may be the applicant's: of what was asked for, else of the name in the draft.

    None where there is nothing to choose from: the register was never taken in.
    """
    if typed is None and draft.typed.get("corporate_number"):
        typed = ""
    name = draft.typed.get("company_name", "") if typed is None else typed
    if not await has_corporations():
        return None
    return Corporations(name, await find_corporations(name), asked=bool(typed))
