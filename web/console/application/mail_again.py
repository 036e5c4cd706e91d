"""One mail of an application is sent again."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.mail_again import send_mail_again
from db.console.sessions import Staff
from db.console_acts import Why
from relay.delivery import Relay
from texts.mails import MAIL_KINDS
from web.console.application.command import Answer, Command, Do, show, take
from web.console.application.opening import PATH, Opened, open_application
from web.context import Given
from web.forms import Form

MAIL = f"{PATH}/mails/{{name:path}}"


@get(MAIL)
async def show_mail_again(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    number: FromPath[str],
    name: FromPath[str],
) -> Response[str]:
    """Say which mail goes again, and ask for the reason."""
    opened = await open_application(request, staff, number)
    return await show(_command(opened, name.strip("/")), opened, Form())


@post(MAIL)
async def repeat_mail(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    number: FromPath[str],
    name: FromPath[str],
    relay: Given[Relay],
) -> Answer:
    """Send it again."""
    opened = await open_application(request, staff, number)
    return await take(_command(opened, name.strip("/")), opened, relay)


def _command(opened: Opened, name: str) -> Command:
    mail = next((mail for mail in opened.around.mails if mail.name == name), None)
    if mail is None:
        raise NotFoundException

    async def read(_: Opened, __: Form) -> Do:
        async def do(why: Why) -> None:
            await send_mail_again(opened.number, name, why, opened.now)

        return do

    return Command(
        title="メールをもう一度送る",
        effects=(
            f"「{MAIL_KINDS.get(mail.kind, mail.kind)}」を、もう一度送ります。",
            "申請者へのメールは、現在のメールアドレスへ送ります。",
        ),
        button="もう一度送る",
        read=read,
    )
