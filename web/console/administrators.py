"""「管理者」: who may use the console; administrators add people, everybody sees them."""

import asyncio
from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeAlias

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.console.administrators import (
    AlreadyAdministratorError,
    NewPerson,
    Person,
    add_person,
    load_person,
    people,
)
from db.console.sessions import Staff
from domain.console_roles import Permission, Role
from domain.first_passwords import new_first_password
from domain.mail_addresses import accept_mail_address, mailbox_key
from domain.passwords import hash_password
from domain.text import InvalidInput, accept_line
from web.console.acts import read_why
from web.console.areas import HOME
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, read_form

PATH = f"{HOME}/administrators"
PersonKey: TypeAlias = Annotated[int, PathParameter(le=2**63 - 1)]
ALREADY = "このメールアドレスの人は、すでに登録されています。一覧でご確認ください。"


@get(PATH)
async def list_people(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """List everybody."""
    return console_page(request, "console/administrators.html", staff, people=await people())


@get(f"{PATH}/{{administrator:int}}")
async def show_person(
    request: Request[Any, Any, Any], staff: Injected[Staff], administrator: PersonKey
) -> Response[str]:
    """Show one person, and what can be changed."""
    person = await found_person(administrator)
    return console_page(request, "console/administrator.html", staff, person=person)


@get(f"{PATH}/add")
async def show_adding(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Ask who is to be added."""
    return console_page(request, "console/add_administrator.html", staff, form=Form())


@post(f"{PATH}/add", status_code=200)
async def add_administrator(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str]:
    """Add a person, and show the first password this once."""
    form = await read_form(request)
    first = new_first_password()
    administrator = await _add(form, staff, first, now)
    if administrator is None:
        return console_page(request, "console/add_administrator.html", staff, 422, form=form)
    return await first_password_page(request, staff, administrator, first)


async def first_password_page(
    request: Request[Any, Any, Any], staff: Staff, administrator: int, first: str
) -> Response[str]:
    """Answer the form itself: no address may show the password again."""
    person = await load_person(administrator)
    return console_page(
        request, "console/person_password.html", staff, person=person, first_password=first
    )


async def found_person(administrator: int) -> Person:
    """Read one person, or answer that there is none."""
    try:
        return await load_person(administrator)
    except LookupError as error:
        raise NotFoundException from error


def accept_role(text: str) -> Role:
    """Return a role that was chosen; raises `InvalidInput`."""
    try:
        return Role(text)
    except ValueError as error:
        raise InvalidInput("選択してください。") from error


async def _add(form: Form, staff: Staff, first: str, now: datetime) -> int | None:
    """Give the key of the new person's row; None and errors when nobody was added."""
    mail_address = form.accept("mail_address", accept_mail_address, label="メールアドレス")
    person_name = form.accept("person_name", partial(accept_line, most=100), label="氏名")
    role = form.accept("role", accept_role, label="権限")
    why = read_why(form, staff)
    if mail_address is None or person_name is None or role is None or why is None:
        return None
    new = NewPerson(mailbox_key(mail_address), person_name, role)
    first_hash = await asyncio.to_thread(hash_password, first)
    try:
        return await add_person(new, first_hash, why, now)
    except AlreadyAdministratorError:
        form.add_error("mail_address", ALREADY)
        return None


ADMINISTRATORS = (
    staff_only(Permission.VIEW, [list_people, show_person]),
    staff_only(Permission.ADMINISTER, [show_adding, add_administrator]),
)
