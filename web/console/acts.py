"""The page of one act: what it is about, what will happen, and the question why."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response

from db.console.saved_replies import saved_replies
from db.console.sessions import Staff
from db.console_acts import Why
from domain.reasons import accept_reason
from web.console.staff_only import console_page
from web.forms import Form


@dataclass(frozen=True)
class ActPage:
    """What the page says; `title` is on the button too.

    `effects`: what will happen, as sentences. `back`: the page of what it is about, which `shown`
    tells of as labels and values. `action`: where the form is sent; empty for its own address.
    """

    title: str
    effects: tuple[str, ...]
    back: str
    shown: tuple[tuple[str, str], ...] = ()
    danger: bool = False
    action: str = ""


async def show_act(
    request: Request[Any, Any, Any],
    staff: Staff,
    act: ActPage,
    form: Form,
    template: str = "console/act.html",
    **context: Any,
) -> Response[str]:
    """Show the form of an act; the template extends `console/act.html` if there are more fields."""
    return console_page(
        request,
        template,
        staff,
        200 if form.ok else 422,
        act=act,
        form=form,
        replies=await saved_replies(),
        **context,
    )


def read_why(form: Form, staff: Staff) -> Why | None:
    """Read the field of `reason_field` (console/parts.html); None and an error without a reason."""
    reason = form.accept("reason", accept_reason, label="理由")
    return Why(staff.mail_address, reason, staff.administrator) if reason else None
