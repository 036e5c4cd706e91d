"""The timeline of an application in the words of the console."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from db.console.application_page import TimelineEntry, TimelineKind
from domain.business_calendar import format_jst
from domain.enrolment.form import LABELS, TITLES
from domain.enrolment.stages import (
    Author,
    Choice,
    Part,
    ReturnCause,
    ReviewCause,
    ReviewChoice,
    Stage,
)
from domain.screening import Reason
from texts import applications as words
from texts.audit_log import ACTS
from texts.evidence import explain
from texts.mails import MAIL_KINDS, MAIL_STATES


@dataclass(frozen=True)
class TimelineRow:
    """One event as the page shows it.

    `mail`: the name of the mail that it is about; empty for others.
    """

    at: datetime
    kind: TimelineKind
    title: str
    who: str
    lines: tuple[str, ...]
    mail: str = ""


def describe(moment: TimelineEntry) -> TimelineRow:
    """Put one event into words."""
    return TimelineRow(
        at=moment.at,
        kind=moment.what,
        title=_TITLES[moment.what](moment.subject, _revision(moment)),
        who="" if moment.what is TimelineKind.REVISION else moment.who,
        lines=tuple(_lines(moment)),
        mail=moment.details.get("name", ""),
    )


# Of an event: what it is about, and the revision that it speaks of, if any.
_TITLES: dict[TimelineKind, Callable[[str, str], str]] = {
    TimelineKind.REQUESTED: lambda version, _: (
        f"メールアドレスの登録と、利用規約（第{version}版）への同意"
    ),
    TimelineKind.VERIFIED: lambda *_: "申請者がメールアドレスを認証",
    TimelineKind.REVISION: lambda author, nth: (
        f"{words.AUTHORS[Author(author)]}による申請内容{nth}"
    ),
    TimelineKind.FOUND: lambda _, nth: f"審査で見つかったこと{nth}",
    TimelineKind.REVIEW: lambda cause, _: words.CAUSES[ReviewCause(cause)],
    TimelineKind.VERDICT: lambda choice, _: (
        f"管理者の判断「{words.VERDICTS[ReviewChoice(choice)]}」"
    ),
    TimelineKind.DECISION: lambda choice, nth: f"卸の回答「{words.CHOICES[Choice(choice)]}」{nth}",
    TimelineKind.DISPUTE: lambda *_: "卸担当者から「心当たりがない」との連絡",
    TimelineKind.RETURNED: lambda cause, _: f"差し戻し：{words.RETURN_CAUSES[ReturnCause(cause)]}",
    TimelineKind.RESEND: lambda *_: "卸担当者へのメールの再送を受付",
    TimelineKind.WITHDRAWN: lambda *_: "取り下げの受付",
    TimelineKind.MOVED: lambda stage, _: f"「{words.STAGES[Stage(stage)]}」になりました",
    TimelineKind.MAIL: lambda kind, _: f"メール「{MAIL_KINDS.get(kind, kind)}」",
    TimelineKind.ACT: lambda tag, _: ACTS.get(tag, tag),
    TimelineKind.NOTE: lambda *_: "メモ",
}


def _lines(moment: TimelineEntry) -> Iterator[str]:
    match moment.what:
        case TimelineKind.FOUND:
            yield from (explain(Reason(name)) for name in dict.fromkeys(moment.subject.split()))
        case TimelineKind.MAIL:
            yield from _mail(moment)
        case TimelineKind.ACT:
            yield f"理由：{moment.text}"
            yield from _changes(moment)
        case TimelineKind.NOTE:
            yield moment.text
        case _:
            if moment.details.get("parts"):
                parts = "、".join(TITLES[Part(part)] for part in moment.details["parts"])
                yield f"修正箇所：{parts}"
            if moment.text:
                yield f"理由：{moment.text}"


def _mail(moment: TimelineEntry) -> Iterator[str]:
    mail = moment.details
    yield f"{MAIL_STATES[mail['state']]}（試行{mail['attempts']}回）"
    if mail["waits_until"] and not mail["finished_at"]:
        until = format_jst(datetime.fromisoformat(mail["waits_until"]))
        yield f"宛先ごとの上限のため、{until}以降に送ります。"
    if mail["finished_at"]:
        yield f"結果の日時：{format_jst(datetime.fromisoformat(mail['finished_at']))}"
    if moment.text:
        yield f"サーバーの応答：{moment.text}"


_VALUES = LABELS | {
    "mail_address": "メールアドレス",
    "deadline": "期限",
    "evidence": "確認の根拠",
    "recipient": "宛先",
    "mails": "もう一度送ったメール",
}


def _changes(moment: TimelineEntry) -> Iterator[str]:
    before, after = moment.details["before"], moment.details["after"]
    for name, value in after.items():
        if name in _VALUES and value:
            was = before.get(name)
            shown = _shown(name, value)
            change = shown if was in {None, value} else f"{_shown(name, was)} → {shown}"
            yield f"{_VALUES[name]}：{change}"


def _shown(name: str, value: object) -> str:
    if name == "deadline":
        return format_jst(datetime.fromisoformat(str(value)))
    return str(value)


def _revision(moment: TimelineEntry) -> str:
    return f"（第{moment.details['revision']}版）" if "revision" in moment.details else ""
