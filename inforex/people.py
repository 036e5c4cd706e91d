"""`inforex administrators`: who may use the console."""

from collections.abc import Sequence

from db.console.administrators import Person, people
from domain.business_calendar import format_jst
from inforex.command import At, command, group
from inforex.language import _
from inforex.screen import Screen
from texts.audit_log import ROLES

STATES = {"active": "利用中", "stopped": "停止中"}


@command("list", "管理画面を使う人の一覧", shows=True)
async def list_people(at: At) -> None:
    """List everybody, those who may log in first."""
    found = await people()
    at.show({"administrators": found}, lambda screen: _show(found, screen))


def _show(found: Sequence[Person], screen: Screen) -> None:
    columns = ("メールアドレス", "氏名", "権限", "状態", "二段階認証", "最後のログイン")
    screen.table(tuple(map(_, columns)), map(_line, found))


def _line(person: Person) -> tuple[str, ...]:
    return (
        person.mail_address,
        person.person_name,
        _(ROLES[person.role]),
        _(STATES[person.state]),
        _("あり") if person.has_second_factor else _("なし"),
        "" if person.last_login_at is None else format_jst(person.last_login_at),
    )


ADMINISTRATORS = group("administrators", "管理画面を使う人を見る", (list_people,))
