"""One mail as it was sent, and the story of its delivery; whether it was opened, nobody asks."""

from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.mail_story import load_mail_story
from db.console.staff import Staff
from domain.console_roles import Permission
from texts.mails import MAIL_KINDS, MAIL_STATES, MAIL_TRIES
from web.console.mail_log import PATH
from web.console.staff_only import console_page, staff_only
from web.context import Injected


@get(f"{PATH}/{{process:str}}/{{kind:str}}/{{nth:str}}")
async def show_mail(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    process: FromPath[str],
    kind: FromPath[str],
    nth: FromPath[str],
) -> Response[str]:
    """Show what the mail said and each try to send it."""
    try:
        story = await load_mail_story(f"{process}/{kind}/{nth}")
    except LookupError as error:
        raise NotFoundException from error
    return console_page(
        request,
        "console/mail_log/mail.html",
        staff,
        story=story,
        mail=story.mail,
        kinds=MAIL_KINDS,
        states=MAIL_STATES,
        tries=MAIL_TRIES,
    )


MAIL_STORY = staff_only(Permission.VIEW, [show_mail])
