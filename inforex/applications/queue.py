"""`inforex applications list`: what needs a person, as in the console's queue."""

from dataclasses import replace
from datetime import datetime

from db.console.queue import Case, QueuePlace, QueueQuery, Taken, load_queue
from domain.business_calendar import format_jst
from domain.days import accept_end
from domain.needs import Need
from inforex.command import PROGRAM, At, Checked, command, option
from inforex.language import _
from inforex.listing import Listed, collect, limit, one_of
from inforex.screen import Screen
from texts.needs import NEEDS, explain_need
from texts.processes import name_process


@command(
    "list",
    "対応が必要な申請の一覧",
    "管理画面の一覧と同じく、対応が必要な申請を、いつから、なぜ必要か、担当は誰かとともに、\n"
    "長く待っている順に表示します。",
    shows=True,
)
@option(
    "--need",
    type=one_of(NEEDS),
    metavar="NEED",
    help="対応の理由。管理画面の言葉かコード。例: 審査、review、stopped、mail",
)
@option(
    "--waiting-since",
    type=Checked(accept_end),
    metavar="DAY",
    help="この日までに対応が必要になったもの。例: 2026-12-31",
)
@option("--nobody", is_flag=True, help="担当のいないもの")
@limit
async def list_queue(
    at: At, *, need: Need | None, waiting_since: datetime | None, nobody: bool, limit: int | None
) -> None:
    """List the cases, the longest waiting first."""
    taken = Taken.BY_NOBODY if nobody else None
    query = QueueQuery(need=need, taken=taken, waiting_since=waiting_since)

    waiting: dict[Need, int] = {}

    async def page_of(
        after: QueuePlace | None, most: int
    ) -> tuple[tuple[Case, ...], QueuePlace | None]:
        page = await load_queue(replace(query, after=after), most)
        waiting.update(page.waiting)
        return page.cases, page.next

    found = await collect(page_of, limit)
    answer = {"cases": found.rows, "more": found.more, "waiting": waiting}
    at.show(answer, lambda screen: _show(found, sum(waiting.values()), screen))


def _show(found: Listed[Case], waiting: int, screen: Screen) -> None:
    if not waiting:
        screen.say(_("対応が必要な申請はありません。"))
        return
    screen.say(_("対応が必要なもの: {count:,}件", count=waiting))
    columns = (_("番号・いつから"), _("企業名"), _("理由"), _("担当"))
    screen.table(columns, map(_line, found.rows))
    found.say_so(screen)
    screen.say(_("詳しくは: {program} applications show 受付番号", program=PROGRAM))


def _line(case: Case) -> tuple[str, str, str, str]:
    of = case.application_number or (
        _("企業ID {company}", company=case.company_id) if case.company_id else case.details[0]
    )
    reasons = (
        _("・{reason}", reason=_(reason)) for reason in explain_need(case.need, case.details)
    )
    why = "\n".join((_(NEEDS[case.need]), *reasons))
    in_hand = "" if case.in_hand is None else case.in_hand.person_name
    return f"{of}\n{format_jst(case.since)}", case.company_name or _about(case), why, in_hand


def _about(case: Case) -> str:
    return _(name_process(case.details[0])) if case.application_number is None else ""
