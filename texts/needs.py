"""The words in which the queue says why a case needs a person, on pages and on the command line."""

from collections.abc import Sequence

from domain.enrolment.form import LABELS, Missing
from domain.enrolment.stages import ReviewCause
from domain.needs import Need
from domain.screening import Reason
from texts.applications import CAUSES
from texts.evidence import explain
from texts.mails import MAIL_KINDS
from texts.processes import explain_trouble

NEEDS = {
    Need.STOPPED: "処理の停止",
    Need.REVIEW: "審査",
    Need.MAIL: "メールの不達",
    Need.SILENCE: "卸の回答なし",
    Need.SUSPENSION: "心当たりがない",
    Need.WHOLESALER: "認証先卸の問い合わせ",
    Need.CHANGE: "企業情報の変更",
}
"""The name of each need, in the order in which lists show them."""

_ALWAYS = {
    Need.SILENCE: "卸担当者の回答がないまま、お知らせの日を過ぎました。",
    Need.SUSPENSION: "承認に「心当たりがない」との連絡があり、企業の利用を停止しています。",
}

MISSING = {
    Missing.WHOLESALER: "認証先卸が一覧にない",
    Missing.CONTACT: "卸担当者が分からない",
}
"""What an applicant misses in the form."""

_CHANGED = {"name": "企業名", "jan_maker_code": LABELS["jan_maker_code"]}


def explain_need(need: Need, details: Sequence[str]) -> tuple[str, ...]:
    """The sentences that tell why a person is needed; `details` are those of the queue's case."""
    match need:
        case Need.STOPPED:
            return tuple(explain_trouble(*detail.split(" ", 1)) for detail in details[1:])
        case Need.REVIEW:
            return _review(*details)
        case Need.MAIL:
            return tuple(map(_failed_mail, details))
        case Need.SILENCE | Need.SUSPENSION:
            return (_ALWAYS[need],)
        case Need.WHOLESALER:
            missing, name = details
            return (f"{MISSING[Missing(missing)]}：{name}",)
        case Need.CHANGE:
            changed = "・".join(_CHANGED[name] for name in details)
            return (f"{changed or '企業名カナ'}の変更の申し込みがあります。",)


def _failed_mail(detail: str) -> str:
    kind, _, about_us = detail.partition(" ")
    name = MAIL_KINDS.get(kind, kind)
    if about_us:
        return (
            f"「{name}」のメールが、送信元であるInforexを理由に拒否されました。"
            "宛先ではなく、送信側の設定をご確認ください。"
        )
    return f"「{name}」のメールが届いていません。"


def _review(cause: str, *reasons: str) -> tuple[str, ...]:
    if cause == ReviewCause.SCREENING:
        return tuple(explain(Reason(reason)) for reason in reasons)
    return (CAUSES[ReviewCause(cause)],)
