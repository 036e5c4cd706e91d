"""A process that does not go on: what is wrong, and what an administrator can do about it."""

from functools import partial
from typing import Any

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.queue import case_of_stopped
from db.console.staff import Staff
from db.console.stopped import GoesOnError, Stopped, discard_news, load_stopped, try_again
from domain.console_roles import Permission
from texts.processes import explain_trouble, name_process
from web.console.acts import Act, ActPage, Do, Refusals, pages_of, says
from web.console.areas import HOME
from web.console.cases import WORDS
from web.console.staff_only import console_page, staff_only
from web.context import Injected
from web.forms import Form
from web.said import Said

PATH = f"{HOME}/stopped/{{process:str}}"

_REFUSALS: Refusals = {
    GoesOnError: says("この処理は、すでに動き出しています。何も変更していません。")
}


async def open_stopped(process: FromPath[str]) -> Stopped:
    """Find what is wrong with a process; raises `NotFoundException` when nothing is."""
    try:
        return await load_stopped(process)
    except LookupError as error:
        raise NotFoundException from error


@get(PATH, dependencies={"stopped": Provide(open_stopped)})
async def show_stopped(
    request: Request[Any, Any, Any], staff: Injected[Staff], stopped: Injected[Stopped]
) -> Response[str]:
    """Show what is wrong, since when, and what can be done."""
    return console_page(
        request,
        "console/stopped.html",
        staff,
        **WORDS,
        case=await case_of_stopped(stopped.process),
        stopped=stopped,
        about=name_process(stopped.process),
        here=_page_of(stopped),
        explain=explain_trouble,
    )


async def _try_again(stopped: Stopped, _: Form) -> Do:
    return partial(try_again, stopped.process)


async def _discard(stopped: Stopped, _: Form) -> Do:
    return partial(discard_news, stopped.process)


def _trying(stopped: Stopped) -> ActPage:
    return ActPage(
        "止まっている処理をやり直す",
        (
            "処理を、記録されている内容からすぐに再開します。",
            "原因が残っている場合は、まもなく、もう一度ここに表示されます。",
        ),
        back=_page_of(stopped),
        said=Said(
            "止まっていた処理をやり直しています",
            ("原因が残っている場合は、まもなく、もう一度対応待ちに表示されます。",),
        ),
        shown=_shown(stopped),
        button="やり直す",
        done=f"{HOME}/applications",
    )


def _discarding(stopped: Stopped) -> ActPage:
    return ActPage(
        "渡せない知らせを破棄する",
        (
            "この処理へ渡せずに残っている知らせを消します。元に戻すことはできません。",
            "知らせの対象がすでに削除されているときに行います。行われたことの記録は残ります。",
        ),
        back=_page_of(stopped),
        said=Said("渡せない知らせを破棄しました", ("行われたことの記録は残っています。",)),
        shown=_shown(stopped),
        danger=True,
        button="破棄する",
        done=f"{HOME}/applications",
    )


def _shown(stopped: Stopped) -> tuple[tuple[str, str], ...]:
    wrong = "　".join(explain_trouble(each.kind, each.reason) for each in stopped.troubles)
    return (("処理", stopped.process), ("止まっている理由", wrong))


def _page_of(stopped: Stopped) -> str:
    return f"{HOME}/stopped/{stopped.process}"


TRY_AGAIN = Act(
    path=f"{PATH}/retry", about=open_stopped, page=_trying, read=_try_again, refusals=_REFUSALS
)
DISCARD = Act(
    path=f"{PATH}/discard", about=open_stopped, page=_discarding, read=_discard, refusals=_REFUSALS
)

STOPPED = (
    staff_only(Permission.VIEW, [show_stopped]),
    staff_only(Permission.ADMINISTER, [*pages_of(TRY_AGAIN), *pages_of(DISCARD)]),
)
