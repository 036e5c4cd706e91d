"""`inforex applications list`: what needs a person, as in the console's queue."""

from db.console.queue import Case, QueuePage, QueueQuery, load_queue
from domain.business_calendar import format_jst
from inforex.command import PROGRAM, At, command
from inforex.language import _
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
async def list_queue(at: At) -> None:
    """List the cases, the longest waiting first."""
    page = await load_queue(QueueQuery())
    found = {"count": sum(page.waiting.values()), "cases": page.cases}
    at.show(found, lambda screen: _show(page, screen))


def _show(page: QueuePage, screen: Screen) -> None:
    if not page.cases:
        screen.say(_("対応が必要な申請はありません。"))
        return
    columns = (_("番号・いつから"), _("企業名"), _("理由"), _("担当"))
    screen.table(columns, map(_line, page.cases))
    screen.say(_("{count}件あります。", count=sum(page.waiting.values())))
    if page.next is not None:
        screen.say(_("長く待っている{count}件を表示しました。", count=len(page.cases)))
    screen.say(_("詳しくは: {program} applications show 受付番号", program=PROGRAM))


def _line(case: Case) -> tuple[str, str, str, str]:
    of = case.application_number or (
        _("企業ID {company}", company=case.company_id) if case.company_id else case.details[0]
    )
    reasons = (f"・{_(reason)}" for reason in explain_need(case.need, case.details))
    why = "\n".join((_(NEEDS[case.need]), *reasons))
    in_hand = "" if case.in_hand is None else case.in_hand.person_name
    return f"{of}\n{format_jst(case.since)}", case.company_name or _about(case), why, in_hand


def _about(case: Case) -> str:
    return _(name_process(case.details[0])) if case.application_number is None else ""
