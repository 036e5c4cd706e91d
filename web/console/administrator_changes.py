"""What administrators change of a person: role, being let in, password, second factor."""

import asyncio
from datetime import datetime
from enum import StrEnum
from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from db.console import administrators as acts
from db.console.sessions import Staff
from db.console_acts import Why
from domain.console_roles import Permission, Role
from domain.first_passwords import new_first_password
from domain.passwords import hash_password
from web.console.acts import read_why
from web.console.administrators import (
    PATH,
    PersonKey,
    accept_role,
    first_password_page,
    found_person,
)
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

PERSON = f"{PATH}/{{administrator:int}}"


class Change(StrEnum):
    """What can be changed; the last part of its page's address."""

    ROLE = "role"
    STOP = "stop"
    RESTART = "restart"
    PASSWORD = "password"  # noqa: S105 -- the name of a page
    SECOND_FACTOR = "second-factor"


REFUSED = {
    acts.AlreadySoError: "すでにそのようになっています。何も変更していません。"
    "ほかの管理者が先に変更した可能性があります。",
    acts.LastAdministratorError: "権限「管理者」でログインできる人がほかにいないため、"
    "変更できません。先に、ほかの人を管理者にしてください。",
}
"""Why a change was refused; nothing was changed."""


@get(f"{PERSON}/{{change:str}}")
async def show_change(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    administrator: PersonKey,
    change: FromPath[str],
) -> Response[str]:
    """Say what will happen, and ask for the reason."""
    return _page(request, staff, await found_person(administrator), _named(change), Form())


@post(f"{PERSON}/{{change:str}}", status_code=200)
async def change_person(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    now: Injected[datetime],
    administrator: PersonKey,
    change: FromPath[str],
) -> Response[str] | Redirect:
    """Make the change; a new first password is shown this once."""
    wanted = _named(change)
    person = await found_person(administrator)
    form = await read_form(request)
    if wanted is Change.ROLE:
        form.accept("role", accept_role, label="権限")
    why = read_why(form, staff)
    first = await _try(wanted, administrator, form, why, now) if why and form.ok else None
    if not form.ok:
        return _page(request, staff, person, wanted, form)
    if first is not None:
        return await first_password_page(request, staff, administrator, first)
    return see_other(f"{PATH}/{administrator}")


async def _try(
    wanted: Change, administrator: int, form: Form, why: Why, now: datetime
) -> str | None:
    """Make the change, or add to the form why it was refused; gives a new first password."""
    try:
        return await _make(wanted, administrator, form, why, now)
    except tuple(REFUSED) as error:
        form.add_error("", REFUSED[type(error)])
        return None


async def _make(
    wanted: Change, administrator: int, form: Form, why: Why, now: datetime
) -> str | None:
    match wanted:
        case Change.ROLE:
            await acts.change_role(administrator, Role(form.typed("role")), why, now)
        case Change.STOP:
            await acts.stop(administrator, why, now)
        case Change.RESTART:
            await acts.restart(administrator, why, now)
        case Change.SECOND_FACTOR:
            await acts.remove_second_factor(administrator, why, now)
        case Change.PASSWORD:
            first = new_first_password()
            first_hash = await asyncio.to_thread(hash_password, first)
            await acts.reset_password(administrator, first_hash, why, now)
            return first
    return None


def _named(change: str) -> Change:
    try:
        return Change(change)
    except ValueError as error:
        raise NotFoundException from error


def _page(
    request: Request[Any, Any, Any],
    staff: Staff,
    person: acts.Person,
    change: Change,
    form: Form,
) -> Response[str]:
    return console_page(
        request,
        "console/change_administrator.html",
        staff,
        200 if form.ok else 422,
        person=person,
        change=change,
        form=form,
    )


ADMINISTRATOR_CHANGES = staff_only(Permission.ADMINISTER, [show_change, change_person])
