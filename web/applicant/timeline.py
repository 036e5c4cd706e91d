"""The life of an application as the applicant sees it: what is done, what is waited for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.enrolment.status import ApplicationStatus, Event, Happening
from domain.business_calendar import format_jst
from domain.enrolment.stages import Stage
from domain.enrolment.standing import Standing
from domain.text import InvalidInput
from web.language import Language, say, translate

State = Literal["done", "stopped", "current", "next"]


@dataclass(frozen=True)
class TimelinePoint:
    """One point of the timeline, in the language of the page, as components.html reads it.

    `label`: what is said of it in a word; a point that is `stopped` was no success.
    """

    title: str
    when: str | None
    state: State
    label: str
    detail: str | None


_REVIEW, _CORRECTION = "申請内容の確認", "申請内容の修正"
_ANSWER, _ISSUE, _END = "認証先卸の回答", "IDの発行", "申請の終了"
_REQUEST = "認証先卸への確認のお願い"
_DONE, _CURRENT, _NEXT = "完了", "現在", "これから"
_DECLINED, _UNREACHED, _TO_CORRECT, _ENDED = "不承認", "不達", "要修正", "終了"
_REASON = "承認されませんでした。理由：{detail}"

# The title, what is said of it in a word, and the detail; `{detail}` is what the event itself says.
_HAPPENED = {
    Happening.SUBMITTED: ("加入申請の受付", _DONE, ""),
    Happening.CORRECTED: ("修正した申請の受付", _DONE, ""),
    Happening.CONTACT_CHANGED: ("認証先卸担当者の変更", _DONE, ""),
    Happening.HANDED_OVER: (
        "認証先卸での引き継ぎ",
        _DONE,
        "認証先卸の中で、別の担当者に引き継がれました。",
    ),
    Happening.ASKED: (_REQUEST, _DONE, "{detail}"),
    Happening.ASKED_IN_VAIN: (_REQUEST, _UNREACHED, "{detail}"),
    Happening.RESENT: ("認証先卸担当者への再送の受付", _DONE, ""),
    Happening.APPROVED: (_ANSWER, _DONE, "承認されました。"),
    Happening.DECLINED: (_ANSWER, _DECLINED, _REASON),
    Happening.RETURNED: ("修正のお願い", _TO_CORRECT, "理由：{detail}"),
    Happening.UNDELIVERABLE: ("認証先卸担当者へのメールの不達", _TO_CORRECT, ""),
    Happening.TURNED_DOWN: ("審査の結果", _DECLINED, _REASON),
    Happening.WITHDRAWN: ("申請の取り下げ", _DONE, ""),
}
_CLOSED = {
    Standing.ENROLLED: (_ISSUE, _DONE, "企業IDとアカウントIDを発行しました。"),
    Standing.UNANSWERED: (_END, _ENDED, "期限までに認証先卸の回答がなかったため、終了しました。"),
    Standing.UNREVIEWED: (
        _END,
        _ENDED,
        "期限までにInforexでの確認が終わらなかったため、終了しました。",
    ),
    Standing.NONE_NAMED: (
        _END,
        _ENDED,
        "期限までに、別の認証先卸を指定した申請がなかったため、終了しました。",
    ),
    Standing.NOT_CORRECTED: (
        _END,
        _ENDED,
        "期限までに修正した内容の申請がなかったため、終了しました。",
    ),
}
_SINCE_THEN = {
    Standing.SUSPENDED: ("利用の停止", "停止中"),
    Standing.LEFT: ("利用の終了", _ENDED),
    Standing.REVOKED: ("IDの発行の取り消し", _ENDED),
}


def timeline(
    status: ApplicationStatus, standing: Standing, events: Sequence[Event], language: Language
) -> list[TimelinePoint]:
    """Tell the life so far, and what is yet to come if all goes well."""
    told = [_entry("メールアドレスの確認", status.verified_at, _DONE, "", language)]
    for event in events:
        title, label, detail = _HAPPENED[event.what]
        said = say(InvalidInput(detail, detail=event.detail), language)
        told.append(_entry(title, event.at, label, said, language))
    closed = _CLOSED.get(Standing.ENROLLED if standing.issued else standing)
    if closed:
        title, label, detail = closed
        said = translate(detail, language)
        told.append(_entry(title, status.closed_at, label, said, language))
    if standing in _SINCE_THEN:
        title, label = _SINCE_THEN[standing]
        at = status.left_at or status.suspended_at
        told.append(_entry(title, at, label, "", language))
    return told + list(_to_come(status, language))


def _entry(
    title: str, at: datetime | None, label: str, detail: str, language: Language
) -> TimelinePoint:
    when = format_jst(at, language) if at else None
    state: State = "done" if label == _DONE else "stopped"
    said = translate(label, language)
    return TimelinePoint(translate(title, language), when, state, said, detail or None)


def _to_come(status: ApplicationStatus, language: Language) -> Iterator[TimelinePoint]:
    since = InvalidInput("{when}から", when=format_jst(status.waiting_since, language))
    for place, title in enumerate(_ahead(status.stage)):
        when = say(since, language) if place == 0 and status.stage.waits else None
        state: State = "next" if place else "current"
        label = translate(_NEXT if place else _CURRENT, language)
        yield TimelinePoint(translate(title, language), when, state, label, None)


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
