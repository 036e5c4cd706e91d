"""A version of the terms called back before it takes effect."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.staff import Staff
from db.terms import InForceError, Terms, call_back
from domain.business_calendar import format_jst
from web.console.act_page import ActPage, show_act
from web.console.acting import read_why
from web.console.terms.opening import BY_VERSION, LIST, PATH
from web.context import Given
from web.forms import Form, read_form
from web.redirects import see_other

IN_FORCE = "すでに発効したため、取り消せません。必要な場合は、新しい版を公開してください。"


@get(f"{PATH}/call-back", dependencies=BY_VERSION)
async def show_calling_back(
    request: Request[Any, Any, Any], staff: Given[Staff], terms: Given[Terms]
) -> Response[str]:
    """Say that it will never take effect."""
    return await show_act(request, staff, _act(terms), Form())


@post(f"{PATH}/call-back", dependencies=BY_VERSION)
async def call_back_version(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    terms: Given[Terms],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Delete it; what was published is in the record of acts."""
    form = await read_form(request)
    why = read_why(form, staff)
    if why is not None:
        try:
            await call_back(terms.version, why, now)
        except InForceError:
            form.add_error("", IN_FORCE)
    return see_other(LIST) if form.ok else await show_act(request, staff, _act(terms), form)


def _act(terms: Terms) -> ActPage:
    return ActPage(
        "公開を取り消す",
        ("この版は削除され、発効しません。同じ番号は、次に公開する版に使われます。",),
        back=f"{LIST}/{terms.version}",
        shown=(("版", f"第{terms.version}版"), ("発効日", format_jst(terms.effective_from))),
        danger=True,
    )
