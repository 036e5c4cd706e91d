"""The words in which the console tells of the map of the process: causes, durations, the log."""

from datetime import timedelta

from domain.enrolment.process_map import Arrow, Cause
from domain.enrolment.stages import Choice, ReviewChoice, Stage
from texts.applications import CHOICES, STAGES, VERDICTS

PROCESS = "加入申請の手続き"
BEGINNING = "開始"

CAUSES = {
    Cause.LINK_REQUESTED: "申請者がメールアドレスを登録",
    Cause.FORM: "申請者「申請する」",
    Cause.CORRECTION: "申請者が修正",
    Cause.CONTACT_CHANGED_BY_APPLICANT: "申請者が卸担当者を変更",
    Cause.CONTACT_CHANGED_BY_OTHERS: "卸担当者または窓口が卸担当者を変更",
    **{Cause(f"verdict_{each}"): f"管理者「{VERDICTS[each]}」" for each in ReviewChoice},
    Cause.VERDICT_CLEAR_ANEW: "管理者「問題なし」（卸担当者の回答の後）",
    **{Cause(f"answer_{each}"): f"卸担当者「{CHOICES[each]}」" for each in Choice},
    Cause.UNDELIVERABLE: "卸担当者へのメールが不達",
    Cause.DISPUTE: "卸担当者「心当たりがない」",
    Cause.WITHDRAWAL: "申請の取り下げ",
    Cause.NOTHING_FOUND: "自動審査で問題なし",
    Cause.FINDINGS: "自動審査で要確認",
    Cause.DEADLINE: "期限切れ",
    Cause.DEADLINE_AFTER_REFUSAL: "期限切れ（「承認しない」の後）",
    Cause.REVOCATION: "管理者2名による発行の取り消し",
}
BY_ITSELF = "自動"
"""Where the workflow goes on and nobody has to do anything."""

LOGGED_MAILS = {
    "sent": "メールの送信",
    "refused": "メールの拒否",
    "bounced": "メールの返送",
}
"""What the log of the process calls what became of a mail."""

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def name_of(stage: Stage | None) -> str:
    """How the map calls a stage; None is where the life begins."""
    return STAGES[stage] if stage else BEGINNING


def causes_of(arrow: Arrow) -> str:
    """What brings an application along an arrow."""
    return "、".join(CAUSES[cause] for cause in arrow.causes) or BY_ITSELF


def lasting(span: timedelta | None) -> str:
    """Write how long something took in its two greatest units, such as 2日3時間."""
    if span is None:
        return "なし"
    minutes = round(span / _MINUTE)
    if minutes < 1:
        return "1分未満"
    if minutes < 24 * 60:
        return _two(*divmod(minutes, 60), "時間", "分")
    return _two(*divmod(round(span / _HOUR), 24), "日", "時間")


def _two(great: int, small: int, greater: str, smaller: str) -> str:
    parts = ((great, greater), (small, smaller))
    return "".join(f"{count}{unit}" for count, unit in parts if count)
