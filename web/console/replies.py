"""「定型文」: reasons that are given often, which every form of an act offers."""

from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.console.replies import (
    Reply,
    TitleTakenError,
    WrittenReply,
    add_reply,
    change_reply,
    delete_reply,
    load_reply,
    written_replies,
)
from db.console.staff import Staff
from domain.console_roles import Permission, accept_reason
from domain.text import accept_line
from web.console.acts import Act, ActPage, Do, Refusals, nothing, pages_of, says
from web.console.areas import HOME
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form
from web.said import Said

LIST = f"{HOME}/replies"
PATH = f"{LIST}/{{reply:int}}"
FIELDS = "console/replies/fields.html"
UNTOUCHED = "すでに送られた理由や記録は変わりません。"

_REFUSALS: Refusals = {
    TitleTakenError: says("同じ題名の定型文があります。別の題名を入力してください。", at="title")
}


@get(LIST)
async def list_replies(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """List every saved reply."""
    return console_page(
        request, "console/replies/list.html", staff, written=await written_replies()
    )


async def open_reply(reply: Annotated[int, PathParameter(le=2**63 - 1)]) -> WrittenReply:
    """Find the saved reply; raises `NotFoundException`."""
    try:
        return await load_reply(reply)
    except LookupError as error:
        raise NotFoundException from error


def _adding(_: None) -> ActPage:
    return ActPage(
        "定型文を追加する",
        ("操作の「理由」に入れられるようになります。",),
        back=LIST,
        said=Said("定型文を追加しました", ("操作の「理由」に入れられます。",)),
    )


async def _add(_: None, form: Form) -> Do | None:
    new = _understand(form)
    return None if new is None else partial(add_reply, new)


def _changing(_: WrittenReply) -> ActPage:
    return ActPage(
        "定型文を変更する",
        (UNTOUCHED,),
        back=LIST,
        said=Said("定型文を変更しました", (UNTOUCHED,)),
    )


async def _begin(saved: WrittenReply) -> dict[str, str]:
    return {"title": saved.title, "text": saved.text}


async def _change(saved: WrittenReply, form: Form) -> Do | None:
    changed = _understand(form)
    return None if changed is None else partial(change_reply, saved.reply, changed)


def _understand(form: Form) -> Reply | None:
    """Understand both fields, noting all errors; None when there is any."""
    return form.complete(
        lambda take: Reply(
            title=take("title", partial(accept_line, most=100), "題名"),
            text=take("text", accept_reason, "本文"),
        )
    )


def _deleting(reply: WrittenReply) -> ActPage:
    return ActPage(
        "定型文を削除する",
        (UNTOUCHED,),
        back=LIST,
        said=Said("定型文を削除しました", (UNTOUCHED,)),
        shown=(("題名", reply.title), ("本文", reply.text)),
        danger=True,
    )


async def _delete(saved: WrittenReply, _: Form) -> Do:
    return partial(delete_reply, saved.reply)


ADD = Act(
    path=f"{LIST}/new",
    about=nothing,
    page=_adding,
    read=_add,
    template=FIELDS,
    refusals=_REFUSALS,
)
CHANGE = Act(
    path=f"{PATH}/change",
    about=open_reply,
    page=_changing,
    read=_change,
    template=FIELDS,
    begin=_begin,
    refusals=_REFUSALS,
)
DELETE = Act(path=f"{PATH}/delete", about=open_reply, page=_deleting, read=_delete)

REPLIES = (
    staff_only(Permission.VIEW, [list_replies]),
    staff_only(Permission.ADMINISTER, [*pages_of(ADD), *pages_of(CHANGE), *pages_of(DELETE)]),
)
