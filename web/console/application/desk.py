"""What people of the console do for each other: taking an application in hand, and notes."""

import re
from functools import partial
from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from db.audit import ActSubject
from db.console.cases import TakenError, add_note, release, subject_of, take
from db.console.staff import Staff
from domain.lengths import LONGEST_NOTE
from domain.text import accept_text
from web.console.application.opening import PATH, open_application
from web.console.application.page import application_page
from web.console.application.refused import refused_page
from web.context import Given
from web.forms import read_form
from web.redirects import see_other

Answer = Response[str] | Redirect


@post(f"{PATH}/take")
async def take_in_hand(
    request: Request[Any, Any, Any], staff: Given[Staff], number: FromPath[str]
) -> Answer:
    """Take the application in hand, from the one who was shown to have it, if anybody."""
    opened = await open_application(request, staff, number)
    shown = (await read_form(request)).typed("instead_of")
    instead_of = int(shown) if re.fullmatch("[0-9]{1,18}", shown) else None
    try:
        subject = subject_of(opened.facts)
        await take(subject, staff.administrator, opened.now, instead_of=instead_of)
    except TakenError as error:
        return await refused_page(opened, error)
    return see_other(opened.here)


@post(f"{PATH}/release")
async def let_go(
    request: Request[Any, Any, Any], staff: Given[Staff], number: FromPath[str]
) -> Redirect:
    """Let go of an application that one has in hand."""
    opened = await open_application(request, staff, number)
    await release(subject_of(opened.facts), staff.administrator, opened.now)
    return see_other(opened.here)


@post(f"{PATH}/notes")
async def write_note(
    request: Request[Any, Any, Any], staff: Given[Staff], number: FromPath[str]
) -> Answer:
    """Add a note to the timeline."""
    opened = await open_application(request, staff, number)
    form = await read_form(request)
    text = form.accept("note", partial(accept_text, most=LONGEST_NOTE), label="メモ")
    if text is None:
        return await application_page(opened, form)
    await add_note(
        ActSubject(opened.number),
        text,
        written_by=staff.mail_address,
        administrator=staff.administrator,
        now=opened.now,
    )
    return see_other(opened.here)
