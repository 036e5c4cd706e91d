"""`inforex applications search`: every application, whether it needs a person or not."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from db.console.application_search import (
    ApplicationQuery,
    ApplicationSort,
    ListedApplication,
    Phase,
    find_applications,
)
from domain.business_calendar import format_jst
from domain.days import accept_beginning, accept_end
from domain.enrolment.stages import Stage
from domain.searches import Clues, accept_anything, accept_name
from inforex.command import At, Checked, argument, command, option
from inforex.language import _
from inforex.listing import Listed, collect, limit, one_of
from inforex.screen import Screen
from texts.applications import STAGES

STANDINGS: dict[Any, str] = {Phase.OPEN: "進行中のすべて", Phase.CLOSED: "終了したすべて", **STAGES}
ORDERS = {
    ApplicationSort.NEWEST: "申請の新しい順",
    ApplicationSort.OLDEST: "申請の古い順",
    ApplicationSort.DEADLINE: "期限の近い順",
    ApplicationSort.LATEST_DEADLINE: "期限の遠い順",
    ApplicationSort.LONGEST_WAIT: "待ち時間の長い順",
    ApplicationSort.SHORTEST_WAIT: "待ち時間の短い順",
}


@command(
    "search",
    "申請を探す",
    "対応が必要かどうかにかかわらず、申請を探します。条件はすべてを満たすものに絞ります。",
    shows=True,
)
@argument(
    "words",
    required=False,
    type=Checked(accept_anything),
    metavar="[WORDS]",
    help="企業名、受付番号、法人番号、JAN、メールアドレスまたはドメイン",
)
@option("--company", type=Checked(accept_name), metavar="NAME", help="企業名またはその一部")
@option(
    "--stage",
    type=one_of(STANDINGS),
    metavar="STAGE",
    help="状況。管理画面の言葉かコード。例: 卸の回答待ち、awaiting_approval、open、closed",
)
@option(
    "--waiting-since",
    type=Checked(accept_end),
    metavar="DAY",
    help="この日までに今の状況になった、終わっていない申請。例: 2026-12-31",
)
@option("--since", type=Checked(accept_beginning), metavar="DAY", help="この日以降に始まった申請")
@option("--until", type=Checked(accept_end), metavar="DAY", help="この日までに始まった申請")
@option("--wholesaler", type=int, metavar="ID", help="認証先卸企業の番号")
@option(
    "--sort",
    type=one_of(ORDERS),
    default=ApplicationSort.NEWEST.value,
    metavar="ORDER",
    help="並び順: newest, oldest, deadline, latest-deadline, longest-wait, shortest-wait",
)
@limit
async def search(  # noqa: PLR0913 -- one for each option
    at: At,
    *,
    words: Clues | None,
    company: Clues | None,
    stage: Stage | Phase | None,
    waiting_since: datetime | None,
    since: datetime | None,
    until: datetime | None,
    wholesaler: int | None,
    sort: ApplicationSort,
    limit: int | None,
) -> None:
    """List what fits."""
    query = ApplicationQuery(
        clues=tuple(clues for clues in (words, company) if clues),
        wholesaler=wholesaler,
        stage=stage,
        waiting_since=waiting_since,
        requested_from=since,
        requested_until=until,
        order=sort,
    )

    async def page_of(
        after: str | None, most: int
    ) -> tuple[tuple[ListedApplication, ...], str | None]:
        page = await find_applications(replace(query, after=after or ""), most)
        return page.applications, page.next

    found = await collect(page_of, limit)
    answer = {"applications": found.rows, "more": found.more}
    at.show(answer, lambda screen: _show(found, screen))


def _show(found: Listed[ListedApplication], screen: Screen) -> None:
    if not found.rows:
        screen.say(_("該当する申請はありません。"))
        return
    columns = ("受付番号", "企業名", "状況", "いつから", "期限", "認証先卸")
    screen.table(tuple(map(_, columns)), map(_line, found.rows))
    found.say_so(screen)


def _line(each: ListedApplication) -> tuple[str, ...]:
    return (
        each.application_number,
        each.company_name,
        _(STAGES[each.stage]),
        format_jst(each.stage_since),
        "" if each.deadline is None else format_jst(each.deadline),
        each.wholesaler_name or "",
    )
