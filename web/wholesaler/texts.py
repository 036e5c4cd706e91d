"""What the contact's pages say of where an application stands, to whoever opens them."""

from dataclasses import dataclass

from domain.business_calendar import format_jst
from domain.enrolment.disclosure import LABELS, Disclosed
from domain.enrolment.stages import Choice
from domain.enrolment.standing import Standing
from domain.text import InvalidInput
from web.language import Language, say, translate


@dataclass(frozen=True)
class EndedText:
    """Why there is nothing to answer."""

    title: str
    text: str


_NOT_NEEDED = EndedText(
    "この申請への回答は必要なくなりました",
    "申請の手続きが先に進んだか、終了したため、このリンクからは回答できません。",
)
_WITHDRAWN = EndedText(
    "この申請は取り下げられました",
    "申請者が申請を取り下げたため、ご回答いただく必要はありません。この申請によるIDは発行されません。",
)
_UNREACHED = EndedText(
    "この申請は申請者が内容を確認しています",
    "ご担当者宛てのメールが届かなかったため、申請者に連絡先の確認をお願いしています。"
    "このリンクからは回答できません。",
)
_OUT_OF_TIME = EndedText(
    "この申請への回答の受付は終了しました",
    "回答期限が過ぎたため、このリンクからは回答できません。ご回答いただく必要はありません。",
)

ENDED_TEXTS = {
    **dict.fromkeys(Standing, _NOT_NEEDED),
    Standing.WITHDRAWN: _WITHDRAWN,
    Standing.UNREACHED: _UNREACHED,
    Standing.TO_CORRECT_CONTACT: _UNREACHED,
    Standing.OUT_OF_TIME: _OUT_OF_TIME,
    Standing.UNANSWERED: _OUT_OF_TIME,
}
"""To a contact who has not answered; what is true of every other standing says nothing of it."""

_COLLEAGUE_ASKED = (
    "新しい担当者にお取引の確認をお願いしています。"
    "このリンクからは回答できません。ご回答いただく必要はありません。"
)
_COLLEAGUE_TO_BE_ASKED = (
    "新しい担当者に、お取引の確認のメールをお送りします。"
    "このリンクからは回答できません。ご回答いただく必要はありません。"
)
_HANDED_OVER_BEFORE = (
    "引き継いだあと、この申請の手続きは先に進んでいます。"
    "このリンクからは回答できません。ご回答いただく必要はありません。"
)

HANDED_OVER_TEXTS = {
    **dict.fromkeys(Standing, _HANDED_OVER_BEFORE),
    Standing.RECEIVED: _COLLEAGUE_TO_BE_ASKED,
    Standing.ABOUT_TO_ASK: _COLLEAGUE_TO_BE_ASKED,
    Standing.ASKED: _COLLEAGUE_ASKED,
    Standing.WITHDRAWN: _WITHDRAWN.text,
    Standing.OUT_OF_TIME: _OUT_OF_TIME.text,
    Standing.UNANSWERED: _OUT_OF_TIME.text,
}
"""To a contact who handed the request over to a colleague."""

_ISSUES = "申請した企業に企業IDとアカウントIDを発行し、申請者へメールでお知らせします。"
_ISSUED = "申請した企業に企業IDとアカウントIDを発行しました。申請者へは、メールでお知らせします。"
_LOOKS = "回答のあと、Inforexの管理者がこの申請を確認しています。"
_GOES_ON = "回答のあと、申請の内容または卸担当者が変わり、手続きが続いています。"
_CORRECTS = "回答のあと、申請者が内容を修正しています。"
_TAKEN_BACK = "回答のあと、申請者が申請を取り下げました。この申請によるIDは発行されません。"
_OVER = "回答のあと、この申請の手続きは終了しました。"
_REVOKED = "回答のあと、この申請の手続きは終了し、発行されたIDは取り消されました。"
_IDS_REVOKED = (
    "申請した企業に発行した企業IDとアカウントIDは、Inforexの管理者が確かめた結果、取り消しました。"
)
_NO_IDS = "回答のあと、この申請の手続きは、IDを発行せずに終了しました。"
_MAY_NAME_ANOTHER = (
    "理由は申請者へメールでお知らせします。"
    "申請者は、ほかの卸売業または担当者を指定して、申請し直すことができます。"
)
_FROZEN = (
    "申請の手続きを止め、Inforexの管理者が内容を確認します。確認が終わるまで、IDは発行されません。"
)

_SINCE = {
    Standing.INVITED: _GOES_ON,
    Standing.RECEIVED: _GOES_ON,
    Standing.UNDER_REVIEW: _LOOKS,
    Standing.ABOUT_TO_ASK: _GOES_ON,
    Standing.ASKED: _GOES_ON,
    Standing.OUT_OF_TIME: _GOES_ON,
    Standing.APPROVED: _GOES_ON,
    Standing.REFUSED: _GOES_ON,
    Standing.UNREACHED: _GOES_ON,
    Standing.TO_CORRECT: _CORRECTS,
    Standing.TO_NAME_ANOTHER: _CORRECTS,
    Standing.TO_CORRECT_CONTACT: _CORRECTS,
    Standing.TOO_LATE: _NO_IDS,
    Standing.WITHDRAWN: _TAKEN_BACK,
    Standing.ENROLLED: _OVER,
    Standing.SUSPENDED: _OVER,
    Standing.LEFT: _OVER,
    Standing.REVOKED: _REVOKED,
    Standing.TURNED_DOWN: _NO_IDS,
    Standing.NONE_NAMED: _NO_IDS,
    Standing.NOT_CORRECTED: _NO_IDS,
    Standing.UNANSWERED: _NO_IDS,
    Standing.UNREVIEWED: _NO_IDS,
}
"""What became of an application since it was answered, whatever the answer was.

A contact is told of the IDs that its own approval led to, and of nobody else's affairs.
"""

_BY_ANSWER = {
    Choice.APPROVE: {
        Standing.APPROVED: _ISSUES,
        Standing.ENROLLED: _ISSUED,
        Standing.SUSPENDED: _ISSUED,
        Standing.LEFT: _ISSUED,
        Standing.REVOKED: _IDS_REVOKED,
    },
    Choice.DECLINE: {
        Standing.REFUSED: _MAY_NAME_ANOTHER,
        Standing.TO_NAME_ANOTHER: _MAY_NAME_ANOTHER,
    },
    Choice.NO_TRADE: {Standing.UNDER_REVIEW: _FROZEN},
}

_DISPUTED = (
    "この回答には「心当たりがない」とのお申し出があり、Inforexの管理者に知らせました。"
    "経過は、ページ下部のヘルプデスクまでお問い合わせください。"
)


def after_answer(choice: Choice, standing: Standing, *, superseded: bool, disputed: bool) -> str:
    """What comes of an answer, as its contact is told.

    `superseded`: it was about a form that another took the place of, so that what comes is the
    affair of whoever is asked now. `disputed`: its mailbox knows nothing of it (S27).
    """
    if disputed:
        return _DISPUTED
    if superseded:
        return _SINCE[standing]
    return _BY_ANSWER[choice].get(standing, _SINCE[standing])


def after_hand_over(standing: Standing, *, superseded: bool) -> str:
    """What comes after a hand-over; `superseded`: the colleague is asked no more."""
    return _HANDED_OVER_BEFORE if superseded else HANDED_OVER_TEXTS[standing]


def disclosed_rows(disclosed: Disclosed, language: Language) -> list[tuple[str, str, None]]:
    """The rows that show who asks, as the mail shows them."""
    shown: dict[str, str] = vars(disclosed) | {
        "corporate_number": translate(disclosed.corporate_number, language),
        "head_office": translate(disclosed.head_office, language),
        "mail_domain": say(
            InvalidInput("{domain}（@より前は表示していません）", domain=disclosed.mail_domain),
            language,
        ),
        "submitted_at": format_jst(disclosed.submitted_at, language),
    }
    return [(translate(label, language), shown[name], None) for name, label in LABELS.items()]
