"""「定型文」: reasons that are given often, which every form of an act offers."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeAlias

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.response import Redirect

from db.console.replies import (
    TitleTakenError,
    WrittenReply,
    add_reply,
    change_reply,
    delete_reply,
    load_reply,
    written_replies,
)
from db.console.saved_replies import Reply
from db.console.sessions import Staff
from domain.console_roles import Permission
from domain.reasons import accept_reason
from domain.text import accept_line
from web.console.acts import ActPage, read_why, show_act
from web.console.areas import HOME
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

LIST = f"{HOME}/replies"
PATH = f"{LIST}/{{reply:int}}"
FIELDS = "console/replies/fields.html"
ReplyKey: TypeAlias = Annotated[int, PathParameter(le=2**63 - 1)]

TAKEN = "同じ題名の定型文があります。別の題名を入力してください。"
ADDING = ActPage("定型文を追加する", ("操作の「理由」に入れられるようになります。",), back=LIST)
CHANGING = ActPage("定型文を変更する", ("すでに送られた理由や記録は変わりません。",), back=LIST)


@get(LIST)
async def list_replies(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """List every saved reply."""
    return console_page(
        request, "console/replies/list.html", staff, written=await written_replies()
    )


@get(f"{LIST}/new")
async def show_adding(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Ask for a new one."""
    return await show_act(request, staff, ADDING, Form(), FIELDS)


@post(f"{LIST}/new")
async def add(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str] | Redirect:
    """Save it."""
    form = await read_form(request)
    new, why = _understand(form), read_why(form, staff)
    if new is not None and why is not None:
        try:
            await add_reply(new, why, now)
        except TitleTakenError:
            form.add_error("title", TAKEN)
    return see_other(LIST) if form.ok else await show_act(request, staff, ADDING, form, FIELDS)


@get(f"{PATH}/change")
async def show_changing(
    request: Request[Any, Any, Any], staff: Injected[Staff], reply: ReplyKey
) -> Response[str]:
    """Show what is saved, to be changed."""
    saved = await _found(reply)
    form = Form({"title": saved.title, "text": saved.text})
    return await show_act(request, staff, CHANGING, form, FIELDS)


@post(f"{PATH}/change")
async def change(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    now: Injected[datetime],
    reply: ReplyKey,
) -> Response[str] | Redirect:
    """Write it anew."""
    await _found(reply)
    form = await read_form(request)
    changed, why = _understand(form), read_why(form, staff)
    if changed is not None and why is not None:
        try:
            await change_reply(reply, changed, why, now)
        except TitleTakenError:
            form.add_error("title", TAKEN)
    return see_other(LIST) if form.ok else await show_act(request, staff, CHANGING, form, FIELDS)


@get(f"{PATH}/delete")
async def show_deleting(
    request: Request[Any, Any, Any], staff: Injected[Staff], reply: ReplyKey
) -> Response[str]:
    """Ask why it goes."""
    return await show_act(request, staff, _deleting(await _found(reply)), Form())


@post(f"{PATH}/delete")
async def delete(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    now: Injected[datetime],
    reply: ReplyKey,
) -> Response[str] | Redirect:
    """Offer it no more."""
    saved = await _found(reply)
    form = await read_form(request)
    why = read_why(form, staff)
    if why is None:
        return await show_act(request, staff, _deleting(saved), form)
    await delete_reply(reply, why, now)
    return see_other(LIST)


async def _found(reply: int) -> WrittenReply:
    try:
        return await load_reply(reply)
    except LookupError as error:
        raise NotFoundException from error


def _understand(form: Form) -> Reply | None:
    """Understand both fields, noting all errors; None when there is any."""
    title = form.accept("title", partial(accept_line, most=100), label="題名")
    text = form.accept("text", accept_reason, label="本文")
    return Reply(title, text) if title is not None and text is not None else None


def _deleting(reply: WrittenReply) -> ActPage:
    return ActPage(
        "定型文を削除する",
        ("すでに送られた理由や記録は変わりません。",),
        back=LIST,
        shown=(("題名", reply.title), ("本文", reply.text)),
        danger=True,
    )


REPLIES = (
    staff_only(Permission.VIEW, [list_replies]),
    staff_only(
        Permission.ADMINISTER,
        [show_adding, add, show_changing, change, show_deleting, delete],
    ),
)
