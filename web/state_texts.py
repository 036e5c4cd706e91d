"""What pages say of the stage of an application, and of the state of an account."""

from dataclasses import dataclass
from typing import Literal

from db.members.account_list import AccountStatus
from domain.enrolment.stages import ReturnCause, Stage


@dataclass(frozen=True)
class StageText:
    """A notice in the words of the applicant; `kind` as components.html knows it."""

    kind: Literal["info", "success", "warning"]
    title: str
    text: str


_PREPARED = StageText(
    "info",
    "申請を受け付けました",
    "卸担当者へのお願いを準備しています。まもなく、このページに反映されます。",
)
_UNDER_REVIEW = StageText(
    "info",
    "申請の内容を確認中です",
    "Inforexで申請の内容を確認しています。結果は、メールとこのページでお知らせします。",
)
_WITHDRAWN = StageText(
    "info",
    "申請を取り下げました",
    "この申請でIDが発行されることはありません。IDが必要になった場合は、もう一度申請してください。",
)

STAGE_TEXTS = {
    Stage.INVITED: StageText(
        "info",
        "申請の入力を待っています",
        "「【Inforex】加入手続きのご案内」のメールのURLから、申請の手続きをお進めください。",
    ),
    Stage.SUBMITTED: _PREPARED,
    Stage.CLEARED: _PREPARED,
    Stage.UNDER_REVIEW: _UNDER_REVIEW,
    Stage.DISOWNED: _UNDER_REVIEW,
    Stage.DISPUTED: _UNDER_REVIEW,
    Stage.SENT_BACK: _UNDER_REVIEW,
    Stage.TURNED_DOWN: _UNDER_REVIEW,
    Stage.AWAITING_APPROVAL: StageText(
        "info",
        "認証先卸の回答を待っています",
        "ID取得をお急ぎの方は、認証先卸担当者へご相談ください。",
    ),
    Stage.REFUSED: StageText(
        "warning",
        "認証先卸に承認されませんでした",
        "まもなく、このページから別の認証先卸を指定できるようになります。",
    ),
    Stage.UNDELIVERABLE: StageText(
        "warning",
        "認証先卸担当者へのメールが届きませんでした",
        "まもなく、このページから担当者の情報を修正できるようになります。",
    ),
    Stage.RETURNED: StageText(
        "warning",
        "申請の内容の修正を待っています",
        "下記の理由をご確認のうえ、期限までに、内容を修正して申請してください。",
    ),
    Stage.APPROVED: StageText(
        "success",
        "認証先卸に承認されました",
        "IDを発行しています。完了すると、メールでお知らせします。",
    ),
    Stage.WITHDRAWING: _WITHDRAWN,
    Stage.WITHDRAWN: _WITHDRAWN,
    Stage.ENROLLED: StageText(
        "success",
        "会員登録が完了しました",
        "「【Inforex】会員登録完了のお知らせ」のメールに記載された企業IDとアカウントIDで、"
        "ログインしてください。",
    ),
    Stage.DECLINED: StageText(
        "warning",
        "申請は承認されず、終了しました",
        "経過に記載された理由をご確認ください。ご不明な点は、ヘルプデスクまでお問い合わせください。",
    ),
    Stage.EXPIRED: StageText(
        "warning",
        "期限が過ぎたため、申請は終了しました",
        "お手数ですが、もう一度申請してください。",
    ),
    Stage.LAPSED: StageText(
        "warning",
        "期限が過ぎたため、申請は終了しました",
        "期限までに手続きが完了しませんでした。"
        "お手数ですが、卸担当者にご相談のうえ、もう一度申請してください。",
    ),
}

RETURN_TEXTS = {
    ReturnCause.RETURNED: STAGE_TEXTS[Stage.RETURNED],
    ReturnCause.DECLINED: StageText(
        "warning",
        "認証先卸に承認されませんでした",
        "下記の理由をご確認ください。期限までは、お取引のある別の認証先卸を指定して、"
        "申請を続けられます。",
    ),
    ReturnCause.UNDELIVERABLE: StageText(
        "warning",
        "認証先卸担当者へのメールが届きませんでした",
        "担当者のメールアドレスをご確認のうえ、期限までに修正して申請してください。",
    ),
}
"""Why an application is back with its applicant."""

TOO_LATE = StageText(
    "warning",
    "修正期限が過ぎています",
    "期限までに修正した内容の申請がなかったため、この申請は終了します。"
    "お手数ですが、もう一度申請してください。",
)
"""A returned application in the moments before it is closed."""


ACCOUNT_STANDINGS = {
    AccountStatus.ACTIVE: "利用中",
    AccountStatus.INVITED: "招待中",
    AccountStatus.LAPSED: "招待の期限切れ・取消",
    AccountStatus.STOPPED: "停止中",
    AccountStatus.DORMANT: "長期間未使用",
}
