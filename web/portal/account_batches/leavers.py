"""「まとめて停止・削除」: accounts of those who left, ticked in a list or named by a file."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from db.members.account_batches import keep_batch
from db.members.account_issue import MOST_ACCOUNTS
from db.members.account_list import AccountQuery, AccountStatus, list_accounts
from db.members.sessions import Member
from domain.account_batches import MOST_ROWS, AskedRow, BatchFile, BatchKind
from domain.text import InvalidInput, accept_line, trim
from web.context import Injected
from web.forms import MOST_BYTES, Form, query_form, read_form
from web.language import language_of, translate
from web.portal.account_batches.files import KEPT, keep_file
from web.portal.account_batches.invitations import chosen_accounts
from web.portal.members_only import member_page
from web.said import Told, told
from web.state_texts import ACCOUNT_STANDINGS
from web.uploads import MEGABYTE

PATH = "/accounts/leavers"
BATCHES = "/accounts/batches"
_MOST_SEARCHED = 100


@get(PATH)
async def show_leavers(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Show all accounts that can be stopped or deleted, each with a box; a search narrows them."""
    return await _choice(request, member, query_form(request), now)


@post(PATH)
async def choose_leavers(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str] | Told:
    """Keep what was chosen, and show its preview."""
    form = await read_form(request)
    kind = form.accept("act", _accept_act)
    chosen = chosen_accounts(form)
    if not chosen:
        form.add_error("accounts", "アカウントを選択してください。")
    if kind is None or not form.ok:
        return await _choice(request, member, form, now, chosen)
    asked = BatchFile(tuple(AskedRow(0, account_id) for account_id in chosen))
    number = await keep_batch(member.company_id, kind, asked, now)
    return told(f"{BATCHES}/{number}", KEPT)


@get(f"{PATH}/file")
async def show_leavers_file(
    request: Request[Any, Any, Any], member: Injected[Member]
) -> Response[str]:
    """Show what the file of leavers must be, and the field for it."""
    return _file_page(request, member, Form())


@post(f"{PATH}/file", request_max_body_size=MEGABYTE + MOST_BYTES)
async def read_leavers_file(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str] | Told:
    """Keep the file, and show its preview."""
    form = await read_form(request)
    kind = form.accept("act", _accept_act)
    number = await keep_file(request, form, kind, member.company_id, now)
    if number is None or not form.ok:
        return _file_page(request, member, form)
    return told(f"{BATCHES}/{number}", KEPT)


def _accept_act(text: str) -> BatchKind:
    if text not in {BatchKind.STOP, BatchKind.DELETE}:
        raise InvalidInput("停止か削除のどちらかを選択してください。")
    return BatchKind(text)


def _accept_search(text: str) -> str:
    return accept_line(text, most=_MOST_SEARCHED) if trim(text) else ""


async def _choice(
    request: Request[Any, Any, Any],
    member: Member,
    form: Form,
    now: datetime,
    chosen: list[str] | None = None,
) -> Response[str]:
    search, standing = form.accept("search", _accept_search, label="検索"), form.typed("standing")
    query = AccountQuery(
        search=search or "",
        standing=AccountStatus(standing) if standing in set(AccountStatus) else None,
    )
    language = language_of(request)
    standings = {value: translate(text, language) for value, text in ACCOUNT_STANDINGS.items()}
    found = await list_accounts(member.company_id, query, now, MOST_ACCOUNTS)
    return member_page(
        request,
        "portal/account_batches/leavers.html",
        member,
        200 if form.ok else 422,
        form=form,
        accounts=[account for account in found.accounts if account.role == "user"],
        standings=standings,
        chosen=frozenset(chosen or ()),
    )


def _file_page(request: Request[Any, Any, Any], member: Member, form: Form) -> Response[str]:
    return member_page(
        request,
        "portal/account_batches/leavers_file.html",
        member,
        200 if form.ok else 422,
        form=form,
        most_rows=MOST_ROWS,
    )
