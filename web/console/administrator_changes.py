"""What administrators change of a person: role, access, password, second factor."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from litestar import Request, Response
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.audit import ActReason
from db.console import administrators as db
from db.console.staff import Staff
from domain.console_roles import Permission
from domain.passwords import hash_password, new_first_password
from web.console.acts import Act, ActPage, Do, pages_of, says
from web.console.administrators import (
    PATH,
    PersonKey,
    accept_role,
    first_password_page,
    found_person,
)
from web.console.staff_only import staff_only
from web.context import Injected
from web.forms import Form
from web.login.hashing import hashing
from web.said import Said


class Change(StrEnum):
    """What can be changed; the last part of its page's address."""

    ROLE = "role"
    STOP = "stop"
    RESTART = "restart"
    PASSWORD = "password"  # noqa: S105 -- the name of a page
    SECOND_FACTOR = "second-factor"


TITLES = {
    Change.ROLE: "権限を変更する",
    Change.STOP: "利用を停止する",
    Change.RESTART: "利用を再開する",
    Change.PASSWORD: "パスワードを再設定する",
    Change.SECOND_FACTOR: "二段階認証を解除する",
}
EFFECTS = {
    Change.ROLE: "変更すると、この人はログアウトします。"
    "次のログインから、新しい権限で操作できます。",
    Change.STOP: "停止すると、この人はすぐにログアウトし、再開するまでログインできません。",
    Change.RESTART: "再開すると、この人はこれまでのパスワードと二段階認証でログインできます。",
    Change.PASSWORD: "新しい最初のパスワードが、次の画面に一度だけ表示されます。"
    "この人はログアウトし、次のログインで自分のパスワードを設定します。"
    "本人であることを確認してから行ってください。",
    Change.SECOND_FACTOR: "認証アプリを入れた端末をなくしたときなどに行います。"
    "回復コードも使えなくなります。"
    "この人はログアウトし、次のログインで二段階認証を設定し直します。"
    "本人であることを確認してから行ってください。",
}

SAID = {
    Change.ROLE: Said(
        "権限を変更しました",
        ("この人はログアウトしました。次のログインから、新しい権限で操作できます。",),
    ),
    Change.STOP: Said(
        "利用を停止しました", ("この人はログアウトしました。再開するまでログインできません。",)
    ),
    Change.RESTART: Said(
        "利用を再開しました", ("これまでのパスワードと二段階認証でログインできます。",)
    ),
    Change.PASSWORD: Said("パスワードを再設定しました"),
    Change.SECOND_FACTOR: Said(
        "二段階認証を解除しました",
        ("この人はログアウトしました。次のログインで、二段階認証を設定し直します。",),
    ),
}


@dataclass(frozen=True)
class Opened:
    """A change of a person, and who is about to make it."""

    request: Request[Any, Any, Any]
    staff: Staff
    person: db.Person
    change: Change

    @property
    def key(self) -> int:
        return self.person.administrator


async def open_change(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    administrator: PersonKey,
    change: FromPath[str],
) -> Opened:
    """Find the person and the change; raises `NotFoundException`."""
    try:
        named = Change(change)
    except ValueError as error:
        raise NotFoundException from error
    return Opened(request, staff, await found_person(administrator), named)


async def _read(opened: Opened, form: Form) -> Do | None:
    match opened.change:
        case Change.ROLE:
            role = form.accept("role", accept_role, label="権限")
            return None if role is None else partial(db.change_role, opened.key, role)
        case Change.STOP:
            return partial(db.stop, opened.key)
        case Change.RESTART:
            return partial(db.restart, opened.key)
        case Change.SECOND_FACTOR:
            return partial(db.remove_second_factor, opened.key)
        case Change.PASSWORD:
            return partial(_reset_password, opened)


async def _reset_password(opened: Opened, why: ActReason, now: datetime) -> Response[str]:
    """Give a new first password, which is shown this once."""
    first = new_first_password()
    first_hash = await hashing(hash_password, first)
    await db.reset_password(opened.key, first_hash, why, now)
    return await first_password_page(opened.request, opened.staff, opened.key, first)


def _page(opened: Opened) -> ActPage:
    return ActPage(
        TITLES[opened.change],
        (EFFECTS[opened.change],),
        back=f"{PATH}/{opened.key}",
        said=SAID[opened.change],
        danger=opened.change is Change.STOP,
    )


async def _more(opened: Opened, _: Form) -> dict[str, Any]:
    return {"person": opened.person, "change": opened.change}


CHANGE = Act(
    path=f"{PATH}/{{administrator:int}}/{{change:str}}",
    about=open_change,
    page=_page,
    read=_read,
    template="console/change_administrator.html",
    more=_more,
    refusals={
        db.AlreadySoError: says(
            "すでにそのようになっています。何も変更していません。"
            "ほかの管理者が先に変更した可能性があります。"
        ),
        db.LastAdministratorError: says(
            "権限「管理者」でログインできる人がほかにいないため、"
            "変更できません。先に、ほかの人を管理者にしてください。"
        ),
    },
)

ADMINISTRATOR_CHANGES = staff_only(Permission.ADMINISTER, pages_of(CHANGE))
