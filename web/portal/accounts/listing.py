"""「アカウント一覧」: n / 999, search, filter and order, all in the address of the page."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get

from db.members.account_issue import MOST_ACCOUNTS
from db.members.account_list import SORTS, AccountQuery, count_accounts, list_accounts
from db.members.account_standing import Standing
from db.members.sessions import Member
from domain.text import accept_line
from web.context import Injected
from web.forms import Form, query_form
from web.language import language_of, translate
from web.portal.accounts.texts import SORTS as SORT_TEXTS
from web.portal.members_only import member_page
from web.state_texts import ACCOUNT_STANDINGS

_MOST_SEARCHED = 100


@get("/accounts")
async def show_accounts(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Show one page of the list."""
    form = query_form(request)
    query = _read_query(form)
    found = await list_accounts(member.company_id, query, now)
    counts = await count_accounts(member.company_id, now)
    return member_page(
        request,
        "portal/accounts/list.html",
        member,
        200 if form.ok else 422,
        form=form,
        found=found,
        counts=counts,
        left=MOST_ACCOUNTS - counts.issued - counts.resting,
        most=MOST_ACCOUNTS,
        standings=ACCOUNT_STANDINGS,
        standing_options=_options(request, ACCOUNT_STANDINGS),
        sort_options=_options(request, SORT_TEXTS),
        back=_address(form, found.back),
        next=_address(form, found.next),
        deleted="deleted" in request.query_params,
    )


def _read_query(form: Form) -> AccountQuery:
    """Read what is searched for; whatever no page of ours asks for counts as not asked."""
    standing, sort, after = form.typed("standing"), form.typed("sort"), form.typed("after")
    return AccountQuery(
        search=form.accept("search", _accept_search, label="検索") or "",
        standing=Standing(standing) if standing in set(Standing) else None,
        sort=sort if sort in SORTS else "account_id",
        after=after if re.fullmatch("[0-9]{3}", after) else "",
    )


def _accept_search(text: str) -> str:
    return accept_line(text, most=_MOST_SEARCHED) if text.strip() else ""


def _options(request: Request[Any, Any, Any], texts: Mapping[Any, str]) -> list[tuple[str, str]]:
    language = language_of(request)
    return [(value, translate(text, language)) for value, text in texts.items()]


def _address(form: Form, after: str | None) -> str | None:
    """The address of another page of the same list."""
    if after is None:
        return None
    asked = {name: form.typed(name) for name in ("search", "standing", "sort")} | {"after": after}
    return f"/accounts?{urlencode({name: text for name, text in asked.items() if text})}"
