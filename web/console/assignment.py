"""Who works on a case of the queue: anybody of the console may give it to a colleague."""

import re
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.cases import NotAColleagueError, TakenError, assign, colleagues
from db.console.queue import Case, QueueQuery, load_queue
from db.console.staff import Staff
from domain.console_roles import Permission
from domain.text import InvalidInput
from texts.needs import NEEDS
from web.console.applications import QUEUE
from web.console.areas import HOME
from web.console.cases import name_of, place_of
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form, read_form
from web.said import Said, Told, told

PATH = f"{HOME}/cases/{{subject:str}}"


@get(PATH)
async def show_assignment(
    request: Request[Any, Any, Any], staff: Injected[Staff], subject: FromPath[str]
) -> Response[str]:
    """Show who has a case, and who could."""
    return await _page(request, staff, await _found(subject), Form())


@post(PATH)
async def give(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    subject: FromPath[str],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Give the case to the chosen person."""
    await _found(subject)
    form = await read_form(request)
    to = form.accept("to", _accept_key, label="担当者")
    shown = form.typed("instead_of")
    if to is not None:
        instead_of = int(shown) if re.fullmatch("[0-9]{1,18}", shown) else None
        try:
            await assign(subject, to, staff.administrator, now, instead_of=instead_of)
        except TakenError:
            form.add_error("", "ほかの人が、先に担当を変更しました。現在の担当をご確認ください。")
        except NotAColleagueError:
            form.add_error("to", "この人は、案件を担当できません。別の人を選択してください。")
    if not form.ok:
        return await _page(request, staff, await _found(subject), form)
    name = next(each.person_name for each in await colleagues() if each.administrator == to)
    return told(
        QUEUE,
        Said(
            "担当を決めました",
            (f"{name}さんの「自分が担当」の一覧に入りました。メールでは知らせていません。",),
        ),
    )


async def _found(subject: str) -> Case:
    """The case, or the first of two; raises `NotFoundException` once nothing is to be done."""
    cases = (await load_queue(QueueQuery(subject=subject))).cases
    if not cases:
        raise NotFoundException
    return cases[0]


async def _page(
    request: Request[Any, Any, Any], staff: Staff, case: Case, form: Form
) -> Response[str]:
    number, _ = place_of(case)
    return console_page(
        request,
        "console/assignment.html",
        staff,
        200 if form.ok else 422,
        form=form,
        case=case,
        number=number,
        name=name_of(case),
        need=NEEDS[case.need],
        people=[
            (each.administrator, f"{each.person_name}（担当中 {each.cases}件）")
            for each in await colleagues()
        ],
    )


def _accept_key(text: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", text):
        raise InvalidInput("選択してください。")
    return int(text)


ASSIGNMENT = staff_only(Permission.HELP, [show_assignment, give])
