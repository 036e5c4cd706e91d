"""「状況」: how far people get, where time goes, what is stuck, what fails, and how much it is."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Response, get

from db.console.dashboard import (
    COUNTED,
    Step,
    load_failing_mails,
    load_funnel,
    load_step_times,
    load_waiting,
)
from db.console.load import Count, Series, load_load
from db.console.staff import Staff
from domain.business_calendar import JST
from domain.console_roles import Permission
from texts.applications import STAGES
from texts.mails import MAIL_KINDS
from web.console.areas import HOME
from web.console.staff_only import console_page, staff_only
from web.context import Injected

PATH = f"{HOME}/dashboard"
PERIODS = (7, 30, 90, 365)
"""Days."""

FUNNEL = {
    "requested": "メールアドレスの登録",
    "verified": "メールアドレスの認証",
    "submitted": "加入申請の提出",
    "asked": "卸担当者への依頼",
    "approved": "卸担当者の承認",
    "enrolled": "IDの発行",
}
STEPS = {
    Step.FORM: "加入申請の提出まで（登録から）",
    Step.REVIEW: "管理者の判断（審査）",
    Step.ANSWER: "卸担当者の回答",
    Step.CORRECTION: "申請者の修正",
    Step.WHOLE: "全体（登録からIDの発行まで）",
}
SERIES = {
    Series.REQUESTED_BY_DAY: ("1日ごとの登録", "%-m月%-d日"),
    Series.REQUESTED_BY_HOUR: ("1時間ごとの登録", "%-d日 %-H時"),
    Series.MAILS_BY_HOUR: ("1時間ごとのメール", "%-d日 %-H時"),
    Series.LOGINS_BY_DAY: ("1日ごとの会員のログイン", "%-m月%-d日"),
}
"""Title, and how a day or an hour is written."""


@get(PATH)
async def show_dashboard(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
) -> Response[str]:
    """Show the figures of a period, each as a picture and as a table."""
    days = next((each for each in PERIODS if str(each) == request.query_params.get("days")), 30)
    since = now - timedelta(days=days)
    times, load = await load_step_times(since), await load_load(now)
    return console_page(
        request,
        "console/dashboard.html",
        staff,
        days=days,
        periods=PERIODS,
        funnel=asdict(await load_funnel(since)),
        times=times,
        waiting=await load_waiting(times, now),
        failing=await load_failing_mails(since),
        load=load,
        series=[(title, _named(load.counts[each], form)) for each, (title, form) in SERIES.items()],
        counted=COUNTED,
        path_of_funnel=FUNNEL,
        steps=STEPS,
        stages=STAGES,
        mail_kinds=MAIL_KINDS,
        duration=duration,
    )


def duration(time: timedelta | None) -> str:
    """Write how long something took, in the unit that fits."""
    if time is None:
        return "なし"
    hours = time / timedelta(hours=1)
    if hours >= 48:
        return f"{hours / 24:.1f}日"
    return f"{hours:.1f}時間" if hours >= 1 else f"{hours * 60:.0f}分"


def _named(counts: Sequence[Count], form: str) -> list[tuple[str, int]]:
    return [(each.began.astimezone(JST).strftime(form), each.count) for each in counts]


DASHBOARD = staff_only(Permission.VIEW, [show_dashboard])
