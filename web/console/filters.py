"""What a person asks of lists: words that stand in no address, and filters kept under a name."""

import re
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, post
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.response import Redirect

from db.console.filters import (
    MOST_FILTERS,
    TooManyFiltersError,
    forget_filter,
    keep_words,
    save_filter,
)
from db.console.staff import Staff
from domain.console_roles import Permission
from domain.text import accept_line
from web.console import applications, mail_log
from web.console.accounts import pages as accounts
from web.console.areas import HOME
from web.console.audit_log import pages as audit_log
from web.console.companies import pages as companies
from web.console.lists import FILTER, PERSONAL, ListAddress
from web.console.staff_only import console_page, staff_only
from web.console.wholesalers import pages as wholesalers
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other
from web.said import Said, Told, told

PATH = f"{HOME}/filters"

FIELDS_OF_LISTS = {
    applications.QUEUE: applications.QUEUE_FIELDS,
    applications.SEARCH: applications.FIELDS,
    companies.LIST: companies.FIELDS,
    wholesalers.LIST: wholesalers.FIELDS,
    mail_log.PATH: mail_log.FIELDS,
    audit_log.PATH: audit_log.FIELDS,
}
"""The lists that can be filtered, each with its fields."""

_ACCOUNTS = re.compile(re.sub("{[^}]*}", "[0-9]{8}", accounts.LIST))


@post(f"{PATH}/words")
async def ask_list(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Redirect:
    """Go to the list that a form asks for; what may be about a person is kept for the address."""
    form = await read_form(request)
    path, asked = _asked(form)
    words = {name: text for name, text in asked.items() if name in PERSONAL}
    others = {name: text for name, text in asked.items() if name not in PERSONAL}
    if words:
        others[FILTER] = str(await keep_words(staff.administrator, path, words, now))
    return see_other(ListAddress(path, others).having())


@post(PATH)
async def save(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str] | Told:
    """Keep what a list shows under a name."""
    form = await read_form(request)
    path, asked = _asked(form)
    name = form.accept("filter_name", partial(accept_line, most=100), label="条件の名前")
    if name is not None:
        try:
            await save_filter(staff.administrator, path, name, asked, now)
        except TooManyFiltersError:
            form.add_error(
                "filter_name",
                f"一つの一覧に保存できる条件は{MOST_FILTERS}個までです。"
                "使わない条件を削除してから、保存してください。",
            )
    if not form.ok:
        return console_page(
            request, "console/filter.html", staff, 422, form=form, list_path=path, asked=asked
        )
    return told(
        path,
        Said(
            "条件を保存しました", ("一覧の「保存した条件」から開けます。ほかの人には見えません。",)
        ),
    )


@post(f"{PATH}/{{number:int}}/delete")
async def delete(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    number: Annotated[int, PathParameter(le=2**63 - 1)],
) -> Told:
    """Delete a filter of one's own."""
    path, _ = _asked(await read_form(request))
    await forget_filter(staff.administrator, number)
    return told(path, Said("保存した条件を削除しました"))


def _asked(form: Form) -> tuple[str, dict[str, str]]:
    """The list that a form speaks of, and what it asks of it; raises `NotFoundException`."""
    path = form.typed("list")
    fields = FIELDS_OF_LISTS.get(path, ("search",) if _ACCOUNTS.fullmatch(path) else None)
    if fields is None:
        raise NotFoundException
    return path, {name: form.typed(name)[:500] for name in fields if form.typed(name)}


# They are one's own, and change nothing for others.
FILTERS = staff_only(Permission.OWN, [ask_list, save, delete])
