"""A wholesaler put on the register, or changed."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.sessions import Staff
from db.console.wholesalers import (
    Entry,
    NameTakenError,
    WholesalerCard,
    add_wholesaler,
    change_wholesaler,
)
from domain.company_names import accept_company_name
from domain.places import accept_telephone
from domain.text import InvalidInput
from web.console.acts import ActPage, read_why, show_act
from web.console.wholesalers.pages import BY_ID, LIST, PATH, page_of
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

FIELDS = "console/wholesalers/fields.html"
TAKEN = "同じ名前の卸が登録されています。一覧でご確認ください。"

ADDING = ActPage(
    "卸を追加する",
    (
        "続けて、担当者のメールドメインを追加してください。ドメインがない間は、申請が審査に回ります。",
    ),
    back=LIST,
)


@get(f"{LIST}/new")
async def show_adding(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Ask for a new wholesaler."""
    return await show_act(request, staff, ADDING, Form({"listed": "yes"}), FIELDS)


@post(f"{LIST}/new")
async def add(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str] | Redirect:
    """Put it on the register."""
    form = await read_form(request)
    entry, why = _understand(form), read_why(form, staff)
    if entry is not None and why is not None:
        try:
            return see_other(page_of(await add_wholesaler(entry, why, now)))
        except NameTakenError:
            form.add_error("name", TAKEN)
    return await show_act(request, staff, ADDING, form, FIELDS)


@get(f"{PATH}/change", dependencies=BY_ID)
async def show_changing(
    request: Request[Any, Any, Any], staff: Injected[Staff], card: Injected[WholesalerCard]
) -> Response[str]:
    """Show what is registered, to be changed."""
    typed = {
        "name": card.name,
        "telephone": card.telephone,
        "listed": "yes" if card.listed else "no",
    }
    return await show_act(request, staff, _changing(card), Form(typed), FIELDS)


@post(f"{PATH}/change", dependencies=BY_ID)
async def change(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    card: Injected[WholesalerCard],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Change it; applications that name it stay as they are."""
    form = await read_form(request)
    entry, why = _understand(form), read_why(form, staff)
    if entry is not None and why is not None:
        try:
            await change_wholesaler(card.wholesaler, entry, why, now)
        except NameTakenError:
            form.add_error("name", TAKEN)
    if form.ok:
        return see_other(page_of(card.wholesaler))
    return await show_act(request, staff, _changing(card), form, FIELDS)


def _changing(card: WholesalerCard) -> ActPage:
    return ActPage(
        "卸を変更する",
        (
            "申請フォームに表示しないようにしても、受付済みの申請はそのまま続きます。",
            f"この卸の回答を待っている申請は、{card.waiting}件です。",
        ),
        back=page_of(card.wholesaler),
    )


def _understand(form: Form) -> Entry | None:
    """Understand every field, noting all errors; None when there is any."""
    name = form.accept("name", accept_company_name, label="名前")
    telephone = form.accept("telephone", _accept_telephone, label="折り返し確認の電話番号")
    listed = form.accept("listed", _accept_listed, label="申請フォームへの表示")
    if name is None or telephone is None or listed is None:
        return None
    return Entry(name, telephone, listed)


def _accept_telephone(text: str) -> str:
    return accept_telephone(text, overseas=text.strip().startswith(("+", "＋")))


def _accept_listed(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise InvalidInput("選択してください。")
    return text == "yes"
