"""The life of an application as the applicant sees it: what is done, what is waited for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.status import ApplicationStatus
from domain.business_calendar import format_jst
from domain.stages import Stage
from web.language import Language, translate

State = Literal["done", "current", "next"]


@dataclass(frozen=True)
class Entry:
    """One point of the timeline, in the language of the page, as components.html reads it."""

    title: str
    when: str | None
    state: State
    detail: str | None


def timeline(status: ApplicationStatus, language: Language) -> list[Entry]:
    """Tell the life so far, and what is yet to come if all goes well."""
    return [
        Entry(
            title=translate(title, language),
            when=format_jst(at, language) if at else None,
            state=state,
            detail=translate(detail, language) if detail else None,
        )
        for title, at, state, detail in _points(status)
    ]


def _points(status: ApplicationStatus) -> Iterator[tuple[str, datetime | None, State, str]]:
    yield "メールアドレスの確認", status.verified_at, "done", ""
    yield "加入申請の受付", status.submitted_at, "done", ""
    if status.decided_at is None and status.stage is not Stage.LAPSED:
        detail = "認証先卸の担当者に、お取引の確認をお願いしています。"
        yield "認証先卸による確認", None, "current", detail
        yield "IDの発行", None, "next", ""
        return
    yield "認証先卸による確認", status.decided_at or status.closed_at, "done", _decision(status)
    if status.stage is Stage.ENROLLED:
        yield (
            "IDの発行",
            status.closed_at,
            "done",
            "会員登録完了のお知らせをメールでお送りしました。",
        )
    elif not status.reason and status.stage is not Stage.LAPSED:
        yield (
            "IDの発行",
            None,
            "current",
            "IDを発行しています。完了すると、メールでお知らせします。",
        )


def _decision(status: ApplicationStatus) -> str:
    if status.stage is Stage.LAPSED:
        return "期限までに回答がなかったため、この申請は終了しました。"
    return "承認されませんでした。" if status.reason else "承認されました。"
