"""The page of the map: a drawing with figures, and tables that say the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import sqrt
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get

from db.console.dashboard import COUNTED
from db.console.process import Passed, Period, load_passed, load_standing
from db.console.staff import Staff
from domain.audit_tags import AuditTag
from domain.business_calendar import JST
from domain.days import accept_beginning, accept_end
from domain.enrolment.process_map import Arrow, process_map
from domain.enrolment.stages import Stage
from texts.process import causes_of, lasting, name_of
from web.console.applications import SEARCH
from web.console.audit_log.pages import PATH as AUDIT_LOG
from web.console.dashboard import PATH as DASHBOARD
from web.console.lists import ListAddress
from web.console.process.layout import Layout, Measures, lay_out
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form, optional, query_form

PATH = f"{DASHBOARD}/process"
FIELDS = ("since", "until")

USUAL_DAYS, MOST_DAYS = 30, 366

MEASURES = Measures(column=80, node=(150, 44), label=50, lane=9)

SEEN_WITH = {
    Stage.SUBMITTED: AuditTag.APPLICANT_FORM_SUBMIT,
    Stage.CLEARED: AuditTag.ADMINISTRATOR_REVIEW_CLEAR,
    Stage.SENT_BACK: AuditTag.ADMINISTRATOR_REVIEW_RETURN,
    Stage.TURNED_DOWN: AuditTag.ADMINISTRATOR_REVIEW_DECLINE,
    Stage.APPROVED: AuditTag.WHOLESALER_APPLICATION_APPROVE,
    Stage.REFUSED: AuditTag.WHOLESALER_APPLICATION_DECLINE,
    Stage.DISOWNED: AuditTag.WHOLESALER_APPLICATION_NO_TRADE,
    Stage.UNDELIVERABLE: AuditTag.MAIL_SERVER_MAIL_BOUNCE,
    Stage.DISPUTED: AuditTag.WHOLESALER_DECISION_DISPUTE,
    Stage.WITHDRAWING: AuditTag.APPLICANT_APPLICATION_WITHDRAW,
}
"""What the audit log tells most often of who comes to a stage that nobody stays at."""


@dataclass(frozen=True)
class StageShown:
    """A stage with its list; `standing` now, or None where nobody stays: then `passed`."""

    stage: Stage
    name: str
    url: str
    standing: int | None
    passed: int


@get(PATH)
async def show_process(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str]:
    """Show the map with the figures of a period."""
    form = query_form(request)
    period = read_period(form, now)
    here = ListAddress(PATH, {name: form.typed(name) for name in FIELDS})
    passed = await load_passed(process_map(), period)
    shown = _stages(await load_standing(), passed, period)
    return console_page(
        request,
        "console/process.html",
        staff,
        200 if form.ok else 422,
        form=form,
        here=here,
        period=period,
        last_day=period.until - timedelta(days=1),
        layout=map_layout(),
        stages=shown,
        by_stage={each.stage: each for each in shown},
        passed=passed,
        width_of=_widths(passed),
        counted=COUNTED,
        name_of=name_of,
        causes_of=causes_of,
        lasting=lasting,
    )


@cache
def map_layout() -> Layout:
    """Where all of it stands, which changes with the code only."""
    return lay_out(process_map(), MEASURES)


def read_period(form: Form, now: datetime) -> Period:
    """The days that are asked for, both included; else, or where they are wrong, the usual ones."""
    today = now.astimezone(JST).replace(hour=0, minute=0, second=0, microsecond=0)
    usual = Period(today - timedelta(days=USUAL_DAYS - 1), today + timedelta(days=1))
    until = form.accept("until", optional(accept_end), label="終了日") or usual.until
    first = until - timedelta(days=USUAL_DAYS)
    since = form.accept("since", optional(accept_beginning), label="開始日") or first
    if form.ok and since >= until:
        form.add_error("since", "開始日には、終了日以前の日を入力してください。")
    if form.ok and until - since > timedelta(days=MOST_DAYS):
        form.add_error("since", f"期間は{MOST_DAYS}日以内で入力してください。")
    return Period(since, until) if form.ok else usual


def _stages(
    standing: Mapping[Stage, int], passed: Mapping[Arrow, Passed], period: Period
) -> tuple[StageShown, ...]:
    into = dict.fromkeys(Stage, 0)
    for arrow, each in passed.items():
        into[arrow.after] += each.count
    return tuple(
        StageShown(stage, name_of(stage), _list_of(stage, period), standing.get(stage), count)
        for stage, count in into.items()
    )


def _list_of(stage: Stage, period: Period) -> str:
    """The list of who stands there; where nobody stays, of who came there in the period."""
    if stage not in SEEN_WITH:
        return f"{SEARCH}?{urlencode({'stage': stage})}"
    last = period.until - timedelta(days=1)
    asked = {"act": SEEN_WITH[stage].label, "since": _day(period.since), "until": _day(last)}
    return f"{AUDIT_LOG}?{urlencode(asked)}"


def _day(at: datetime) -> str:
    return at.astimezone(JST).date().isoformat()


def _widths(passed: Mapping[Arrow, Passed]) -> Mapping[Arrow, float]:
    """How thick each arrow is drawn: from 1 where nobody passed to 4 where most did."""
    most = max(each.count for each in passed.values()) or 1
    return {arrow: round(1 + 3 * sqrt(each.count / most), 1) for arrow, each in passed.items()}
