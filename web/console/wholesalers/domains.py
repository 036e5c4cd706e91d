"""The mail domains of a wholesaler: added and removed one by one."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.console.sessions import Staff
from db.console.wholesalers import (
    DomainUnchangedError,
    WholesalerCard,
    add_domain,
    remove_domain,
)
from domain.console.mail_domains import accept_mail_domain
from domain.text import InvalidInput
from web.console.acts import ActPage, read_why, show_act
from web.console.wholesalers.pages import BY_ID, PATH, page_of
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

ADDING = f"{PATH}/domains/new"
REMOVING = f"{PATH}/domains/remove"
TO_ADD, TO_REMOVE = "console/wholesalers/domain.html", "console/wholesalers/domain_choice.html"
THERE = "このドメインは、すでに登録されています。"
GONE = "このドメインは、すでに削除されています。"


@get(ADDING, dependencies=BY_ID)
async def show_adding(
    request: Request[Any, Any, Any], staff: Injected[Staff], card: Injected[WholesalerCard]
) -> Response[str]:
    """Ask for the domain."""
    return await show_act(request, staff, _adding(card), Form(), TO_ADD)


@post(ADDING, dependencies=BY_ID)
async def add(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    card: Injected[WholesalerCard],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Let its mailboxes vouch."""
    form = await read_form(request)
    domain = form.accept("domain", accept_mail_domain, label="メールドメイン")
    why = read_why(form, staff)
    if domain is not None and why is not None:
        try:
            await add_domain(card.wholesaler, domain, why, now)
        except DomainUnchangedError:
            form.add_error("domain", THERE)
    if form.ok:
        return see_other(page_of(card.wholesaler))
    return await show_act(request, staff, _adding(card), form, TO_ADD)


@get(REMOVING, dependencies=BY_ID)
async def show_removing(
    request: Request[Any, Any, Any], staff: Injected[Staff], card: Injected[WholesalerCard]
) -> Response[str]:
    """Ask which domain."""
    return await _ask_which(request, staff, card, Form())


@post(REMOVING, dependencies=BY_ID)
async def remove(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    card: Injected[WholesalerCard],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Let its mailboxes vouch no more."""
    form = await read_form(request)
    domain = form.accept("domain", _accept_choice, label="メールドメイン")
    why = read_why(form, staff)
    if domain is not None and why is not None:
        try:
            await remove_domain(card.wholesaler, domain, why, now)
        except DomainUnchangedError:
            form.add_error("domain", GONE)
    if form.ok:
        return see_other(page_of(card.wholesaler))
    return await _ask_which(request, staff, card, form)


def _accept_choice(text: str) -> str:
    if not text:
        raise InvalidInput("選択してください。")
    return text


async def _ask_which(
    request: Request[Any, Any, Any], staff: Staff, card: WholesalerCard, form: Form
) -> Response[str]:
    act = ActPage(
        "メールドメインを削除する",
        (
            "これからは、このドメインの担当者を書いた申請が審査に回ります。",
            "受付済みの申請はそのまま続きます。",
        ),
        back=page_of(card.wholesaler),
        shown=(("卸", card.name),),
        danger=True,
    )
    options = [(domain, domain) for domain in card.domains]
    return await show_act(request, staff, act, form, TO_REMOVE, options=options)


def _adding(card: WholesalerCard) -> ActPage:
    return ActPage(
        "メールドメインを追加する",
        (
            "このドメイン（サブドメインを含む）の担当者は、審査を待たずに取引を確認できるようになります。",
            "登録した電話番号などで、卸のドメインであることを確認してから追加してください。",
        ),
        back=page_of(card.wholesaler),
        shown=(("卸", card.name), ("電話番号", card.telephone or "なし")),
    )
