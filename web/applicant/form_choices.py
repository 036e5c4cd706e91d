"""What the fields of the form offer to choose from."""

from dataclasses import dataclass

from db.enrolment.wholesalers import listed_wholesalers
from domain.jan_codes import WholeCodePasted
from domain.places import OVERSEAS, PREFECTURES
from web.forms import Form
from web.language import Language, translate


@dataclass(frozen=True)
class FormChoices:
    """The options as components.html takes them."""

    jan_candidates: list[tuple[str, str, None]]
    places: list[tuple[str, str]]
    wholesalers: list[tuple[int, str]]


async def form_choices(form: Form, language: Language) -> FormChoices:
    """Return the options in the language of the page."""
    refusal = form.refusal("jan_maker_code")
    candidates = refusal.candidates if isinstance(refusal, WholeCodePasted) else ()
    return FormChoices(
        jan_candidates=[(code, code, None) for code in candidates],
        places=[(place, translate(place, language)) for place in (*PREFECTURES, OVERSEAS)],
        wholesalers=[(each.id, each.name) for each in await listed_wholesalers()],
    )
