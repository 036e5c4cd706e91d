"""The timeline of an application in the words of the console."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from db.console.timeline import Moment, What
from domain import staff_words as words
from domain.business_calendar import format_jst
from domain.form_parts import LABELS, TITLES
from domain.screening import Reason, explain
from domain.stages import Author, Choice, Part, ReturnCause, ReviewCause, ReviewChoice, Stage


@dataclass(frozen=True)
class Entry:
    """One event as the page shows it.

    `mail`: the name of the mail that it is about; empty for others.
    """

    at: datetime
    kind: What
    title: str
    who: str
    lines: tuple[str, ...]
    mail: str = ""


def describe(moment: Moment) -> Entry:
    """Put one event into words."""
    return Entry(
        at=moment.at,
        kind=moment.what,
        title=_TITLES[moment.what](moment.subject, _revision(moment)),
        who="" if moment.what is What.REVISION else moment.who,
        lines=tuple(_lines(moment)),
        mail=moment.details.get("name", ""),
    )


# Of an event: what it is about, and the revision that it speaks of, if any.
_TITLES: dict[What, Callable[[str, str], str]] = {
    What.REQUESTED: lambda version, _: f"メールアドレスの登録と、利用規約（第{version}版）への同意",
    What.VERIFIED: lambda *_: "申請者がメールアドレスを認証",
    What.REVISION: lambda author, nth: f"{words.AUTHORS[Author(author)]}による申請内容{nth}",
    What.FOUND: lambda _, nth: f"審査で見つかったこと{nth}",
    What.REVIEW: lambda cause, _: words.CAUSES[ReviewCause(cause)],
    What.VERDICT: lambda choice, _: f"管理者の判断「{words.VERDICTS[ReviewChoice(choice)]}」",
    What.DECISION: lambda choice, nth: f"卸の回答「{words.CHOICES[Choice(choice)]}」{nth}",
    What.DISPUTE: lambda *_: "卸担当者から「心当たりがない」との連絡",
    What.RETURNED: lambda cause, _: f"差し戻し：{words.RETURN_CAUSES[ReturnCause(cause)]}",
    What.RESEND: lambda *_: "卸担当者へのメールの再送を受付",
    What.WITHDRAWN: lambda *_: "取り下げの受付",
    What.MOVED: lambda stage, _: f"「{words.STAGES[Stage(stage)]}」になりました",
    What.MAIL: lambda kind, _: f"メール「{words.MAIL_KINDS.get(kind, kind)}」",
    What.ACT: lambda tag, _: words.ACTS.get(tag, tag),
    What.NOTE: lambda *_: "メモ",
}


def _lines(moment: Moment) -> Iterator[str]:
    match moment.what:
        case What.FOUND:
            yield from (explain(Reason(name)) for name in dict.fromkeys(moment.subject.split()))
        case What.MAIL:
            yield from _mail(moment)
        case What.ACT:
            yield f"理由：{moment.text}"
            yield from _changes(moment)
        case What.NOTE:
            yield moment.text
        case _:
            if moment.details.get("parts"):
                parts = "、".join(TITLES[Part(part)] for part in moment.details["parts"])
                yield f"修正箇所：{parts}"
            if moment.text:
                yield f"理由：{moment.text}"


def _mail(moment: Moment) -> Iterator[str]:
    mail = moment.details
    yield f"{words.MAIL_STATES[mail['state']]}（試行{mail['attempts']}回）"
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


def _changes(moment: Moment) -> Iterator[str]:
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


def _revision(moment: Moment) -> str:
    return f"（第{moment.details['revision']}版）" if "revision" in moment.details else ""
