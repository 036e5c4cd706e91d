"""The life of an application as the applicant sees it: what is done, what is waited for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.enrolment.status import ApplicationStatus, Event, Happening
from domain.business_calendar import format_jst
from domain.enrolment.stages import Stage
from domain.text import InvalidInput
from web.language import Language, say, translate

State = Literal["done", "current", "next"]


@dataclass(frozen=True)
class TimelinePoint:
    """One point of the timeline, in the language of the page, as components.html reads it."""

    title: str
    when: str | None
    state: State
    detail: str | None


_REVIEW, _CORRECTION = "申請内容の確認", "申請内容の修正"
_ANSWER, _ISSUE, _END = "認証先卸の回答", "IDの発行", "申請の終了"
_DECLINED = "承認されませんでした。理由：{detail}"
_UNCORRECTED = "期限までに修正した内容の申請がなかったため、終了しました。"

# `{detail}` is what the event itself says.
_HAPPENED = {
    Happening.SUBMITTED: ("加入申請の受付", ""),
    Happening.CORRECTED: ("修正した申請の受付", ""),
    Happening.CONTACT_CHANGED: ("認証先卸担当者の変更", ""),
    Happening.HANDED_OVER: (
        "認証先卸での引き継ぎ",
        "認証先卸の中で、別の担当者に引き継がれました。",
    ),
    Happening.ASKED: ("認証先卸への確認のお願い", "{detail}"),
    Happening.RESENT: ("認証先卸担当者への再送の受付", ""),
    Happening.APPROVED: (_ANSWER, "承認されました。"),
    Happening.DECLINED: (_ANSWER, _DECLINED),
    Happening.RETURNED: ("修正のお願い", "理由：{detail}"),
    Happening.UNDELIVERABLE: ("認証先卸担当者へのメールの不達", ""),
    Happening.TURNED_DOWN: ("審査の結果", _DECLINED),
    Happening.WITHDRAWN: ("申請の取り下げ", ""),
}
_ENDED = {
    Stage.ENROLLED: (_ISSUE, "会員登録完了のお知らせをメールでお送りしました。"),
    Stage.LAPSED: (_END, "期限までに手続きが完了しなかったため、終了しました。"),
    Stage.EXPIRED: (_END, _UNCORRECTED),
    Stage.DECLINED: (_END, _UNCORRECTED),
}


def timeline(
    status: ApplicationStatus, events: Sequence[Event], language: Language
) -> list[TimelinePoint]:
    """Tell the life so far, and what is yet to come if all goes well."""
    told = [_entry("メールアドレスの確認", status.verified_at, "", language)]
    for event in events:
        title, detail = _HAPPENED[event.what]
        said = say(InvalidInput(detail, detail=event.detail), language)
        told.append(_entry(title, event.at, said, language))
    if status.stage in _ENDED and not turned_down(events):
        title, detail = _ENDED[status.stage]
        told.append(_entry(title, status.closed_at, translate(detail, language), language))
    return told + list(_to_come(status, language))


def turned_down(events: Sequence[Event]) -> bool:
    """Tell whether an administrator declined the application."""
    return any(event.what is Happening.TURNED_DOWN for event in events)


def _entry(title: str, at: datetime | None, detail: str, language: Language) -> TimelinePoint:
    when = format_jst(at, language) if at else None
    return TimelinePoint(translate(title, language), when, "done", detail or None)


def _to_come(status: ApplicationStatus, language: Language) -> Iterator[TimelinePoint]:
    since = InvalidInput("{when}から", when=format_jst(status.waiting_since, language))
    for place, title in enumerate(_ahead(status.stage)):
        when = say(since, language) if place == 0 and status.stage.waits else None
        yield TimelinePoint(translate(title, language), when, "next" if place else "current", None)


def _ahead(stage: Stage) -> tuple[str, ...]:
    """What is waited for now, and what comes then."""
    if stage.closed or stage is Stage.WITHDRAWING:
        return ()
    if stage is Stage.APPROVED:
        return (_ISSUE,)
    if stage is Stage.AWAITING_APPROVAL:
        return (_ANSWER, _ISSUE)
    if stage in {Stage.REFUSED, Stage.UNDELIVERABLE, Stage.RETURNED}:
        return (_CORRECTION, _ANSWER, _ISSUE)
    return (_REVIEW, _ANSWER, _ISSUE)
