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
from db.console.cases import in_hand, subject_of
from db.console.possible_acts import possible_acts
from db.console.refusals import why_refused
from db.console.staff import Staff
from db.enrolment.facts import load_facts
from domain.enrolment import acts
from domain.refusals import MovedOnError, RefusalError
from domain.text import InvalidInput
from texts import applications as words
from web.console.acts import Act, ActPage, Do, Done
from web.console.application.dependencies import PATH, Opened, open_application
from web.console.application.timeline import describe
from web.console.cases import place_of_next, pointing_on
from web.console.staff_only import AdministratorOnlyError, console_page
from web.context import Injected
from web.forms import Form
from web.said import Said


async def _nothing_more(_: Opened, __: Form) -> dict[str, Any]:
    return {}


def _everybody(_: Opened) -> bool:
    return True


def _nothing_precise(_: Opened) -> tuple[str, ...]:
    return ()


async def _empty(_: Opened) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class ApplicationActPage:
    """What the pages of one act say, and how its form is understood, as `web.console.acts.Act`.

    `precisely`: more effects, of this very application. `template`: in the folder of the
    application's pages. `field`: where a refusal of the value itself is shown. `check`: whether a
    second page shows everything before it is done. `goes_on`: the second button, which leads to
    the next case; empty for none. `permitted`: whether the person may do it to this application,
    whose role may in general.
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
    goes_on: str = ""
    precisely: Callable[[Opened], tuple[str, ...]] = _nothing_precise
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
            opened,
            act.title,
            (*act.effects, *act.precisely(opened)),
            act.button,
            act.said,
            danger=act.danger,
        ),
        read=partial(_read, act),
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


async def _read(act: ApplicationActPage, opened: Opened, form: Form) -> Do | None:
    do = await act.read(opened, form)
    if do is None:
        return None
    say = _and_go_on if form.typed("then") == "next" else and_point_on
    return partial(say, opened, act.said, do)


async def and_point_on(opened: Opened, said: Said, do: Do, why: ActReason, now: datetime) -> Done:
    """Act, have the workflow hear of it, and name the case that waits the longest, if any does."""
    await do(why, now)
    said = replace(said, follows=(*said.follows, SOON), link=(NEWEST, opened.here))
    return Done(await pointing_on(said, opened.staff.administrator, opened.number), opened.number)


async def _and_go_on(opened: Opened, said: Said, do: Do, why: ActReason, now: datetime) -> Done:
    """The same, and lead there at once."""
    done = await and_point_on(opened, said, do, why, now)
    following = await place_of_next(opened.number, opened.staff.administrator)
    if following is None:
        return done
    link = (f"受付番号 {opened.number} に戻る", opened.here)
    follows = (*said.follows, "次の案件を表示しています。")
    return replace(done, said=replace(said, follows=follows, link=link), to=following[1])


async def and_tell(number: str, do: Do, why: ActReason, now: datetime) -> str:
    """Act, and have the application's workflow hear of it."""
    await do(why, now)
    return number


async def _more(act: ApplicationActPage, opened: Opened, form: Form) -> dict[str, Any]:
    shared = await shared_context(opened)
    more = await act.more(opened, form)
    return {**shared, "is_checked": act.check, "goes_on": act.goes_on, **more}


async def shared_context(opened: Opened) -> dict[str, Any]:
    """What the pages of all acts show; `colleague`: who else has the case in hand."""
    taken = await in_hand(subject_of(opened.facts))
    mine = taken is None or taken.administrator == opened.staff.administrator
    return {
        "opened": opened,
        "is_checked": False,
        "goes_on": "",
        "colleague": None if mine else taken,
    }


async def _obstacle(name: acts.ApplicationAct, opened: Opened) -> Response[str] | None:
    if name in possible_acts(opened.around, opened.now):
        return None
    return await refused_page(opened, MovedOnError(opened.facts.stage))


_DONE_BY_PEOPLE = frozenset(
    {
        TimelineKind.REQUESTED,
        TimelineKind.VERIFIED,
        TimelineKind.REVISION,
        TimelineKind.VERDICT,
        TimelineKind.DECISION,
        TimelineKind.DISPUTE,
        TimelineKind.RESEND,
        TimelineKind.WITHDRAWN,
        TimelineKind.ACT,
    }
)


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
