"""「管理者」: who may use the console; administrators add people, everybody sees them."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeAlias

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.audit import ActReason
from db.console.administrators import (
    AlreadyAdministratorError,
    NewPerson,
    Person,
    add_person,
    load_person,
    people,
)
from db.console.staff import Staff
from domain.console_roles import Permission, Role
from domain.mail_addresses import accept_mail_address, mailbox_key
from domain.passwords import hash_password, new_first_password
from domain.text import InvalidInput, accept_line
from web.console.acts import Act, ActPage, Do, pages_of, says
from web.console.areas import HOME
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form
from web.login.hashing import hashing
from web.said import Said

PATH = f"{HOME}/administrators"
PersonKey: TypeAlias = Annotated[int, PathParameter(le=2**63 - 1)]


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


@dataclass(frozen=True)
class Adding:
    """Somebody of the console who is about to add somebody."""

    request: Request[Any, Any, Any]
    staff: Staff


async def open_adding(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Adding:
    """The page of adding, with what the answer to its form needs."""
    return Adding(request, staff)


async def _add(adding: Adding, form: Form) -> Do | None:
    new = form.complete(
        lambda take: NewPerson(
            mail_address=take("mail_address", _accept_mailbox, "メールアドレス"),
            person_name=take("person_name", partial(accept_line, most=100), "氏名"),
            role=take("role", accept_role, "権限"),
        )
    )
    if new is None:
        return None

    async def add(why: ActReason, now: datetime) -> Response[str]:
        first = new_first_password()
        first_hash = await hashing(hash_password, first)
        administrator = await add_person(new, first_hash, why, now)
        return await first_password_page(adding.request, adding.staff, administrator, first)

    return add


async def first_password_page(
    request: Request[Any, Any, Any], staff: Staff, administrator: int, first: str
) -> Response[str]:
    """Answer the POST itself: no address may show the password again."""
    person = await load_person(administrator)
    return console_page(
        request, "console/person_password.html", staff, person=person, first_password=first
    )


async def found_person(administrator: int) -> Person:
    """Find one person; raises `NotFoundException`."""
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


def _accept_mailbox(text: str) -> str:
    return mailbox_key(accept_mail_address(text))


ADD = Act(
    path=f"{PATH}/add",
    about=open_adding,
    page=lambda _: ActPage("人を追加する", (), back=PATH, said=Said("人を追加しました")),
    read=_add,
    template="console/add_administrator.html",
    refusals={
        AlreadyAdministratorError: says(
            "このメールアドレスの人は、すでに登録されています。一覧でご確認ください。",
            at="mail_address",
        )
    },
)

ADMINISTRATORS = (
    staff_only(Permission.VIEW, [list_people, show_person]),
    staff_only(Permission.ADMINISTER, pages_of(ADD)),
)
