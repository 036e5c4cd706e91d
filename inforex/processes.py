"""`inforex processes`: what does not go on, and news that Temporal has not heard."""

from collections.abc import Awaitable
from dataclasses import dataclass

from db import outbox, troubles
from db.audit import ActReason
from db.console.stopped import GoesOnError, discard_news, try_again
from db.outbox import WaitingNews
from db.troubles import Trouble
from domain.business_calendar import format_jst
from inforex.command import At, RefusedError, argument, command, group
from inforex.language import _
from inforex.listing import limit
from inforex.screen import Screen
from inforex.who_and_why import KEPT, by, reason
from texts.processes import TROUBLES

process = argument(
    "process", metavar="PROCESS", help="受付番号、または一覧に表示される番号。例: cancellation-12"
)


@dataclass(frozen=True)
class NotGoingOn:
    """What the list has; of the news, at most so many as asked, and how many there are."""

    troubles: tuple[Trouble, ...]
    news: tuple[WaitingNews, ...]
    news_waiting: int


@command(
    "list",
    "進まない処理と、Temporalへ渡していない知らせの一覧",
    "進まない処理を理由とともに、まだTemporalへ渡していない知らせを古い順に表示します。\n"
    "知らせは、ふだんは1秒ほどで渡されます。",
    shows=True,
)
@limit
async def list_processes(at: At, limit: int | None) -> None:
    """List both, the longest waiting first; of the news at most so many."""
    waiting = await outbox.count_waiting_news()
    found = NotGoingOn(
        troubles=tuple(await troubles.troubles()),
        news=tuple(await outbox.waiting_news(waiting if limit is None else limit)),
        news_waiting=waiting,
    )
    at.show(found, lambda screen: _show(found, screen))


@command(
    "retry",
    "進まない処理を、すぐにやり直す",
    "原因を取り除いた後に使います。管理画面の「もう一度試す」と同じように記録します。",
)
@process
@reason(required=True, help=KEPT)
@by
async def retry(at: At, process: str, reason: str, by: str) -> None:
    """Have it tried at once."""
    await _done(at, process, try_again(process, ActReason(by, reason), at.now))


@command(
    "discard",
    "渡せない知らせを破棄する",
    "知らせの対象がもうないとき（理由がLookupErrorのとき）に使います。\n"
    "記録された内容は残ります。元に戻せません。",
)
@process
@reason(required=True, help=KEPT)
@by
async def discard(at: At, process: str, reason: str, by: str) -> None:
    """Free it of news that nobody can bring it."""
    await _done(at, process, discard_news(process, ActReason(by, reason), at.now))


PROCESSES = group("processes", "進まない処理を調べ、やり直す", (list_processes, retry, discard))


async def _done(at: At, process: str, act: Awaitable[object]) -> None:
    try:
        await act
    except GoesOnError as error:
        raise RefusedError(
            _("処理 {process} は止まっていません。何も変更していません。", process=process)
        ) from error
    at.screen.say(_("処理 {process}: 受け付けました。", process=process))


def _show(found: NotGoingOn, screen: Screen) -> None:
    if found.troubles:
        screen.heading(_("進まない処理"))
        columns = ("処理・いつから", "何が起きているか", "理由", "回数")
        screen.table(tuple(map(_, columns)), map(_trouble, found.troubles))
    else:
        screen.say(_("進まない処理はありません。"))
    if found.news:
        screen.heading(_("Temporalへ渡していない知らせ"))
        screen.table(tuple(map(_, ("処理・いつから", "知らせ", "理由"))), map(_news, found.news))
    if found.news_waiting > len(found.news):
        screen.say(_("古い順に{count:,}件を表示しました。", count=len(found.news)))
    screen.say(_("Temporalへ渡していない知らせは{count:,}件です。", count=found.news_waiting))


def _trouble(trouble: Trouble) -> tuple[str, str, str, str]:
    of = f"{trouble.process}\n{format_jst(trouble.since)}"
    return of, _(TROUBLES[trouble.kind]), trouble.reason, f"{trouble.times:,}"


def _news(news: WaitingNews) -> tuple[str, str, str]:
    return f"{news.process}\n{format_jst(news.recorded_at)}", news.signal, news.reason
