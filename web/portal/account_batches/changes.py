"""「CSVで一括変更」: departments and names of many accounts, by a file."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from db.members.sessions import Member
from domain.account_batches import MOST_ROWS, BatchKind
from web.context import Injected
from web.forms import MOST_BYTES, Form, read_form
from web.portal.account_batches.files import KEPT, keep_file
from web.portal.account_batches.leavers import BATCHES
from web.portal.members_only import member_page
from web.said import Told, told
from web.uploads import MEGABYTE

PATH = "/accounts/changes"


@get(PATH)
async def show_changes(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """Show what the file must be, and the field for it."""
    return _page(request, member, Form())


@post(PATH, request_max_body_size=MEGABYTE + MOST_BYTES)
async def read_changes(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str] | Told:
    """Keep the file, and show its preview."""
    form = await read_form(request)
    number = await keep_file(request, form, BatchKind.CHANGE, member.company_id, now)
    if number is None:
        return _page(request, member, form)
    return told(f"{BATCHES}/{number}", KEPT)


def _page(request: Request[Any, Any, Any], member: Member, form: Form) -> Response[str]:
    return member_page(
        request,
        "portal/account_batches/changes.html",
        member,
        200 if form.ok else 422,
        form=form,
        most_rows=MOST_ROWS,
    )
