"""What the queue says of each case: why a person is needed."""

from db.console.queue import Case, Need, Taken
from domain.console.words import MAIL_KINDS, VALUES
from domain.screening import Reason, explain
from domain.staff_words import CAUSES
from domain.stages import ReviewCause

NEEDS = {
    Need.REVIEW: "審査",
    Need.MAIL: "メールの不達",
    Need.SILENCE: "卸の回答なし",
    Need.SUSPENSION: "心当たりがない",
    Need.CHANGE: "企業情報の変更",
}
"""The name of each need, in the order of the list's tabs."""

TAKEN = {
    Taken.BY_NOBODY: "担当者なし",
    Taken.BY_ME: "自分が担当",
}

_CHANGED = {"name": "企業名", "jan_maker_code": VALUES["jan_maker_code"]}


def told(case: Case) -> tuple[str, ...]:
    """The sentences that tell why a person is needed."""
    match case.need:
        case Need.REVIEW:
            return _review(*case.details)
        case Need.MAIL:
            return tuple(
                f"「{MAIL_KINDS.get(kind, kind)}」のメールが届いていません。"
                for kind in case.details
            )
        case Need.SILENCE:
            return ("卸担当者の回答がないまま、お知らせの日を過ぎました。",)
        case Need.SUSPENSION:
            return ("承認に「心当たりがない」との連絡があり、企業の利用を停止しています。",)
        case Need.CHANGE:
            changed = "・".join(_CHANGED[name] for name in case.details)
            return (f"{changed or '企業名カナ'}の変更の申し込みがあります。",)


def _review(cause: str, *reasons: str) -> tuple[str, ...]:
    if cause == ReviewCause.SCREENING:
        return tuple(explain(Reason(reason)) for reason in reasons)
    return (CAUSES[ReviewCause(cause)],)
