"""More time for the form, its correction, or the contact's answer."""

from db.console.deadline_extension import extend_deadline
from db.console_acts import Why
from domain.days import accept_last_day
from web.console.application.command import Command, Do
from web.console.application.opening import Opened
from web.forms import Form


async def _read(opened: Opened, form: Form) -> Do | None:
    until = form.accept("until", accept_last_day, label="新しい期限")
    if until is None:
        return None

    async def do(why: Why) -> None:
        await extend_deadline(opened.number, until, why, opened.now)

    return do


EXTEND_DEADLINE = Command(
    title="期限を延長する",
    effects=(
        "その日の23時59分まで、リンクを使えるようにします。",
        "メールでは知らせません。必要に応じて連絡するか、メールをもう一度送ってください。",
    ),
    button="期限を延長する",
    read=_read,
    template="deadline",
    field="until",
)
