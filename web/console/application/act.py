"""One act about an application: its page, the act, and why it was refused."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response
from litestar.params import FromPath

from db.audit import ActReason
from db.console.application_page import TimelineKind, timeline
from db.console.possible_acts import possible_acts
from db.console.refusals import why_refused
from db.console.staff import Staff
from db.enrolment.facts import load_facts
from domain.enrolment import acts
from domain.refusals import MovedOnError, RefusalError
from domain.text import InvalidInput
from texts import applications as words
from web.console.acts import Act, ActPage, Do
from web.console.application.dependencies import PATH, Opened, open_application
from web.console.application.timeline import describe
from web.console.staff_only import AdministratorOnlyError, console_page
from web.context import Injected
from web.forms import Form
from web.said import Said


async def _nothing_more(_: Opened, __: Form) -> dict[str, Any]:
    return {}


def _everybody(_: Opened) -> bool:
    return True


async def _empty(_: Opened) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class ApplicationActPage:
    """What the pages of one act say, and how its form is understood, as `web.console.acts.Act`.

    `template`: in the folder of the application's pages. `field`: where a refusal of the value
    itself is shown. `check`: whether a second page shows everything before it is done.
    `permitted`: whether the person may do it to this application, whose role may in general.
    """

    title: str
    effects: tuple[str, ...]
    button: str
    said: Said
    read: Callable[[Opened, Form], Awaitable[Do | None]]
    template: str = "act"
    field: str = ""
    begin: Callable[[Opened], Awaitable[dict[str, str]]] = _empty
    more: Callable[[Opened, Form], Awaitable[dict[str, Any]]] = _nothing_more
    danger: bool = False
    check: bool = False
    permitted: Callable[[Opened], bool] = _everybody


def act_of(name: acts.ApplicationAct, act: ApplicationActPage) -> Act[Opened]:
    """The act with its page, which is shown while the act is possible."""

    async def open_permitted(
        request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
    ) -> Opened:
        opened = await open_application(request, staff, number)
        if not act.permitted(opened):
            raise AdministratorOnlyError
        return opened

    return Act(
        path=f"{PATH}/{name}",
        about=open_permitted,
        page=lambda opened: page_of(
            opened, act.title, act.effects, act.button, act.said, danger=act.danger
        ),
        read=partial(_read, act.read),
        template=f"console/application/{act.template}.html",
        check=f"console/application/{act.template}_check.html" if act.check else "",
        begin=act.begin,
        more=partial(_more, act),
        obstacle=partial(_obstacle, name),
        refusals={InvalidInput: lambda error: (act.field, error)},
        refused=refused_page,
    )


def page_of(  # noqa: PLR0913 -- what the page says
    opened: Opened,
    title: str,
    effects: tuple[str, ...],
    button: str,
    said: Said,
    *,
    danger: bool = False,
) -> ActPage:
    """What the page of an act about an application says."""
    return ActPage(
        title,
        effects,
        back=opened.here,
        said=replace(said, follows=(*said.follows, SOON), link=(NEWEST, opened.here)),
        danger=danger,
        button=button,
        shown=(
            ("受付番号", opened.number),
            ("企業名", opened.facts.company_name or "未入力"),
            ("申請者", opened.facts.mail_address),
        ),
    )


SOON = "状況への反映には、数秒かかることがあります。"
NEWEST = "最新の状況を表示する"


async def _read(
    read: Callable[[Opened, Form], Awaitable[Do | None]], opened: Opened, form: Form
) -> Do | None:
    do = await read(opened, form)
    return None if do is None else partial(and_tell, opened.number, do)


async def and_tell(number: str, do: Do, why: ActReason, now: datetime) -> str:
    """Act, and have the application's workflow hear of it."""
    await do(why, now)
    return number


async def _more(act: ApplicationActPage, opened: Opened, form: Form) -> dict[str, Any]:
    return {"opened": opened, "is_checked": act.check, **await act.more(opened, form)}


async def _obstacle(name: acts.ApplicationAct, opened: Opened) -> Response[str] | None:
    if name in possible_acts(opened.around, opened.now):
        return None
    return await refused_page(opened, MovedOnError(opened.facts.stage))


_DONE_BY_PEOPLE = frozenset(TimelineKind) - {
    TimelineKind.MAIL,
    TimelineKind.FOUND,
    TimelineKind.NOTE,
}


async def refused_page(opened: Opened, error: RefusalError) -> Response[str]:
    """Say why, the present state of the application, and what happened last."""
    facts = await load_facts(opened.number)
    moments = [m for m in await timeline(opened.number) if m.what in _DONE_BY_PEOPLE]
    return console_page(
        opened.request,
        "console/application/refused.html",
        opened.staff,
        409,
        opened=opened,
        why=why_refused(error),
        standing=words.WAITS_FOR[facts.stage],
        latest=describe(moments[-1]),
    )
