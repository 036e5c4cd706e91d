"""「記録」: who did what, when and why."""

from typing import Any

from litestar import Request, Response, get

from db.console.administrators import people
from db.console.audit_log import find_events, known_tags
from db.console.sessions import Staff
from texts.audit_log import ACTS, SOURCES, VALUES
from web.console.audit_log.asking import FIELDS, understand
from web.console.lists import address_of
from web.console.pages import console_page
from web.console.return_to import HOME
from web.context import Given
from web.forms import asked_form

PATH = f"{HOME}/audit"


@get(PATH)
async def list_events(request: Request[Any, Any, Any], staff: Given[Staff]) -> Response[str]:
    """Show one page of the events that were asked for."""
    form = asked_form(request)
    query = understand(form)
    sources, subjects, actions = _parts(await known_tags())
    here = address_of(request, form, FIELDS)
    return console_page(
        request,
        "console/audit_log/list.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_events(query),
        here=here,
        sources=[(source, SOURCES.get(source, source)) for source in sources],
        subjects=[(subject, subject) for subject in subjects],
        actions=[(action, action) for action in actions],
        people=[(person.administrator, person.person_name) for person in await people()],
        act_names=ACTS,
        value_names=VALUES,
    )


def _parts(tags: tuple[str, ...]) -> list[list[str]]:
    """The sources, the subjects and the actions that there are."""
    split = [tag.split(":") for tag in tags]
    return [sorted({tag[place] for tag in split}) for place in range(3)]
