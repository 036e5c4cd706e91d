"""The wholesalers that a form offers, and what the browser finds them by in the long list."""

from dataclasses import dataclass

from db.enrolment.wholesalers import Wholesaler, all_wholesalers, listed_wholesalers
from domain.kanji_forms import FOLDED, LOOK_ALIKE
from domain.legal_forms import FORMS_BY_MARK, FULL_FORMS
from domain.romaji import romanised


@dataclass(frozen=True)
class WholesalerChoices:
    """Options as components.html takes them, with what the filter of the list compares.

    `name_keys`: of each wholesaler, what companies are found by too, and `romaji` its reading in
    Latin letters. `alike`: pairs of a character that is typed and the one that stands for it in a
    key. `left_out`: legal forms.
    """

    options: list[tuple[int, str]]
    name_keys: dict[int, str]
    romaji: dict[int, str]
    alike: str
    left_out: str


async def wholesaler_choices() -> WholesalerChoices:
    """Return all that are listed, in the order of their reading."""
    return choices_of(await listed_wholesalers())


async def every_wholesaler_choice() -> WholesalerChoices:
    """Return those too that forms do not offer any more."""
    return choices_of(await all_wholesalers())


def choices_of(listed: tuple[Wholesaler, ...]) -> WholesalerChoices:
    """Return these wholesalers, in their order."""
    return WholesalerChoices(
        options=[(each.id, each.name) for each in listed],
        name_keys={each.id: " ".join(each.keys) for each in listed},
        romaji={each.id: " ".join(romanised(each.name_kana)) for each in listed},
        alike=" ".join(_alike(listed)),
        left_out=_LEFT_OUT,
    )


_LEFT_OUT = " ".join((*FULL_FORMS, *(f"({mark})" for mark in FORMS_BY_MARK)))


def _alike(listed: tuple[Wholesaler, ...]) -> list[str]:
    """Only of characters that some key has; no other can find anything."""
    used = {sign for each in listed for key in each.keys for sign in key}
    folded = {chr(typed): new for typed, new in FOLDED.items()}
    widest = {chr(typed): chr(sign) for typed, sign in LOOK_ALIKE.items()}
    pairs = {typed: widest.get(new, new) for typed, new in (folded | widest).items()}
    return [typed + new for typed, new in pairs.items() if new in used]
