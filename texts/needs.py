"""The words in which the queue says why a case needs a person, on pages and on the command line."""

from collections.abc import Callable, Sequence

from domain.companies.access_acts import AccessAct
from domain.enrolment.form import LABELS, Missing
from domain.enrolment.stages import ReviewCause
from domain.needs import Need
from domain.screening import Reason
from texts.access_changes import ACCESS_ACTS
from texts.applications import CAUSES
from texts.evidence import explain
from texts.filled import filled
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
    Need.ACCESS: "変更手続きの同意",
}
"""The name of each need, in the order in which lists show them."""

_SILENCE = "卸担当者の回答がないまま、お知らせの日を過ぎました。"
_DISPUTED = {
    (): "卸の回答に「心当たりがない」との連絡がありました。停止した企業はありません。",
    ("suspended",): "承認に「心当たりがない」との連絡などがあり、企業の利用を停止しています。",
    ("suspended", "asked"): "発行の取り消しが、別の管理者の同意を待っています。",
}

MISSING = {
    Missing.WHOLESALER: "認証先卸が一覧にない",
    Missing.CONTACT: "卸担当者が分からない",
}
"""What an applicant misses in the form."""

_CHANGED = {"name": "企業名", "jan_maker_code": LABELS["jan_maker_code"]}


_BY_REVIEW = {
    ReviewCause.SCREENING: "「審査で見つかったこと」を確かめて、",
    ReviewCause.NO_TRADE: "認証先卸の登録された電話番号へ折り返して確かめてから、",
    ReviewCause.DISPUTE: "認証先卸の登録された電話番号へ折り返して確かめてから、",
}
_TO_DISPUTE = {
    (): "連絡の内容を確かめ、「心当たりがない」を確認済みにしてください。",
    (
        "suspended",
    ): "認証先卸の登録された電話番号へ折り返して確かめてください。取引があれば利用の停止を解除し、"
    "なければ発行の取り消しを始めます。",
    ("suspended", "asked"): "始めた人とは別の管理者が確かめて、同意するか、取り消しをやめます。",
}


_TO_DO = {
    Need.STOPPED: "原因が取り除かれると、自動的に続きから再開します。"
    "システムの運用担当者へお知らせください。",
    Need.MAIL: "宛先を確かめてください。正しければ失敗した処理をやり直し、"
    "違っていれば、メールアドレスを修正するか、卸担当者を変更します。",
    Need.SILENCE: "卸担当者に連絡し、回答をお願いしてください。"
    "担当者が替わっていれば、卸担当者を変更します。",
    Need.WHOLESALER: "認証先卸を登録できるか確かめて、申請者へ回答してください。",
    Need.CHANGE: "変更の申し込みと、重なる企業を確かめて、承認するか却下してください。",
    Need.ACCESS: "始めた人とは別の管理者が確かめて、同意するか、取りやめてください。",
}


def what_to_do(need: Need, details: Sequence[str]) -> str:
    """What ends a case, in the words of the buttons on its page; `details` as below."""
    if need is Need.REVIEW:
        begins = _BY_REVIEW[ReviewCause(details[0])]
        return f"{begins}問題なしとするか、申請者へ差し戻すか、却下してください。"
    return _TO_DISPUTE[tuple(details)] if need is Need.SUSPENSION else _TO_DO[need]


def explain_need(need: Need, details: Sequence[str]) -> tuple[str, ...]:
    """The sentences that tell why a person is needed; `details` are those of the queue's case."""
    return _EXPLAINED[need](details)


def _failed_mail(detail: str) -> str:
    """`detail`: the kind of mail, `about_us` if it was refused because of us, and a code if any."""
    kind, *rest = detail.split(" ")
    name = MAIL_KINDS.get(kind, kind)
    code = " ".join(each for each in rest if each != "about_us")
    answer = filled("（メールサーバーの応答：{code}）", code=code) if code else ""
    if "about_us" in rest:
        return filled(
            "「{name}」のメールが、送信元であるInforexを理由に拒否されました{answer}。"
            "宛先ではなく、送信側の設定をご確認ください。",
            name=name,
            answer=answer,
        )
    return filled("「{name}」のメールが届いていません{answer}。", name=name, answer=answer)


def _review(cause: str, *reasons: str) -> tuple[str, ...]:
    if cause == ReviewCause.SCREENING:
        return tuple(explain(Reason(reason)) for reason in reasons)
    return (CAUSES[ReviewCause(cause)],)


def _stopped(details: Sequence[str]) -> tuple[str, ...]:
    return tuple(explain_trouble(*detail.split(" ", 1)) for detail in details[1:])


def _missed(details: Sequence[str]) -> tuple[str, ...]:
    missing, *name = details
    what = MISSING[Missing(missing)]
    return (filled("{what}：{name}", what=what, name=name[0]) if name else what,)


def _asked(details: Sequence[str]) -> tuple[str, ...]:
    changed = "企業名カナ"
    for nth, name in enumerate(details):
        more = _CHANGED[name]
        changed = more if nth == 0 else filled("{changed}・{more}", changed=changed, more=more)
    return (filled("{changed}の変更の申し込みがあります。", changed=changed),)


def _alone(details: Sequence[str]) -> tuple[str, ...]:
    what = ACCESS_ACTS[AccessAct(details[0])]
    return (filled("{what}の手続きに、別の管理者の同意が必要です。", what=what),)


_EXPLAINED: dict[Need, Callable[[Sequence[str]], tuple[str, ...]]] = {
    Need.STOPPED: _stopped,
    Need.REVIEW: lambda details: _review(*details),
    Need.MAIL: lambda details: tuple(map(_failed_mail, details)),
    Need.SILENCE: lambda _: (_SILENCE,),
    Need.SUSPENSION: lambda details: (_DISPUTED[tuple(details)],),
    Need.WHOLESALER: _missed,
    Need.CHANGE: _asked,
    Need.ACCESS: _alone,
}
