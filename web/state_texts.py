"""What pages say to the applicant of where the application stands, and of an account's state."""

from dataclasses import dataclass
from typing import Literal

from db.members.account_list import AccountStatus
from domain.enrolment.stages import Stage
from domain.enrolment.standing import Circumstances, Standing, standing_of


@dataclass(frozen=True)
class StageText:
    """A notice in the words of the applicant; `kind` as components.html knows it."""

    kind: Literal["info", "success", "warning"]
    title: str
    text: str


_OUT_OF_TIME = "期限が過ぎたため、申請は終了しました"
_NOT_APPROVED = "認証先卸に承認されませんでした"
_UNREACHED = "認証先卸担当者へのメールが届きませんでした"

STANDING_TEXTS = {
    Standing.INVITED: StageText(
        "info",
        "申請の入力を待っています",
        "「【Inforex】加入手続きのご案内」のメールのURLから、申請の手続きをお進めください。",
    ),
    Standing.RECEIVED: StageText(
        "info",
        "申請を受け付けました",
        "申請の内容を確認しています。まもなく、次の手続きがこのページに表示されます。",
    ),
    Standing.UNDER_REVIEW: StageText(
        "info",
        "申請の内容を確認中です",
        "Inforexで申請の内容を確認しています。"
        "確認が終わるまで、卸担当者へお願いのメールはお送りしません。"
        "結果はこのページでお知らせし、修正などが必要な場合は、メールでもお知らせします。"
        "お急ぎの場合は、ヘルプデスクまでお問い合わせください。",
    ),
    Standing.ABOUT_TO_ASK: StageText(
        "info",
        "卸担当者へのメールを準備しています",
        "担当者へメールをお送りすると、このページに表示されます。",
    ),
    Standing.ASKED: StageText(
        "info",
        "認証先卸の回答を待っています",
        "ID取得をお急ぎの方は、認証先卸担当者へご相談ください。",
    ),
    Standing.OUT_OF_TIME: StageText(
        "warning",
        "認証先卸の回答期限が過ぎました",
        "期限までに認証先卸の回答がなかったため、この申請は終了します。"
        "お手数ですが、卸担当者にご相談のうえ、もう一度申請してください。",
    ),
    Standing.REFUSED: StageText(
        "warning",
        _NOT_APPROVED,
        "まもなく、このページから別の認証先卸を指定できるようになります。",
    ),
    Standing.UNREACHED: StageText(
        "warning",
        _UNREACHED,
        "まもなく、このページから担当者の情報を修正できるようになります。",
    ),
    Standing.TO_CORRECT: StageText(
        "warning",
        "申請の内容の修正を待っています",
        "下記の理由をご確認のうえ、期限までに、内容を修正して申請してください。",
    ),
    Standing.TO_NAME_ANOTHER: StageText(
        "warning",
        _NOT_APPROVED,
        "下記の理由をご確認ください。期限までは、お取引のある別の認証先卸を指定して、"
        "申請を続けられます。",
    ),
    Standing.TO_CORRECT_CONTACT: StageText(
        "warning",
        _UNREACHED,
        "担当者のメールアドレスをご確認のうえ、期限までに修正して申請してください。",
    ),
    Standing.TOO_LATE: StageText(
        "warning",
        "修正期限が過ぎています",
        "期限までに修正した内容の申請がなかったため、この申請は終了します。"
        "お手数ですが、もう一度申請してください。",
    ),
    Standing.APPROVED: StageText(
        "success",
        "認証先卸に承認されました",
        "IDを発行しています。完了すると、メールでお知らせします。",
    ),
    Standing.WITHDRAWN: StageText(
        "info",
        "申請を取り下げました",
        "この申請でIDが発行されることはありません。IDが必要になった場合は、もう一度申請してください。",
    ),
    Standing.ENROLLED: StageText(
        "success",
        "会員登録が完了しました",
        "「【Inforex】会員登録完了のお知らせ」のメールに記載された企業IDとアカウントIDで、"
        "ログインしてください。",
    ),
    Standing.SUSPENDED: StageText(
        "warning",
        "利用を停止しています",
        "企業IDとアカウントIDは発行されていますが、貴社のInforexの利用を停止しているため、"
        "どなたもログインできません。停止の理由と、再開するための手続きは、"
        "ヘルプデスクまでお問い合わせください。",
    ),
    Standing.LEFT: StageText(
        "info",
        "利用を終了しています",
        "この申請で発行された企業IDとアカウントIDは、利用が終了したため、使えません。"
        "お心当たりがない場合は、ヘルプデスクまでお問い合わせください。",
    ),
    Standing.REVOKED: StageText(
        "warning",
        "発行されたIDは取り消されました",
        "認証先卸とのお取引を確認できなかったため、この申請で発行した企業IDとアカウントIDを"
        "取り消しました。お取引のある認証先卸を指定して、あらためて申請してください。"
        "ご不明な点は、ヘルプデスクまでお問い合わせください。",
    ),
    Standing.TURNED_DOWN: StageText(
        "warning",
        "申請は承認されず、終了しました",
        "経過に記載された理由をご確認ください。ご不明な点は、ヘルプデスクまでお問い合わせください。",
    ),
    Standing.NONE_NAMED: StageText(
        "warning",
        "申請は承認されず、終了しました",
        "期限までに、別の認証先卸を指定した申請がありませんでした。"
        "お手数ですが、もう一度申請してください。",
    ),
    Standing.NOT_CORRECTED: StageText(
        "warning",
        _OUT_OF_TIME,
        "期限までに、必要な申請がありませんでした。お手数ですが、もう一度申請してください。",
    ),
    Standing.UNANSWERED: StageText(
        "warning",
        _OUT_OF_TIME,
        "期限までに認証先卸の回答がありませんでした。"
        "お手数ですが、卸担当者にご相談のうえ、もう一度申請してください。",
    ),
    Standing.UNREVIEWED: StageText(
        "warning",
        _OUT_OF_TIME,
        "期限までに、Inforexでの確認が終わりませんでした。お待たせして申し訳ありません。"
        "お手数ですが、ヘルプデスクまでお問い合わせいただくか、もう一度申請してください。",
    ),
}
"""What the status page says first; one for each standing, so that a new one has to have its own."""


def stage_title(stage: Stage) -> str:
    """The title of a stage, where no more than that is known."""
    return STANDING_TEXTS[standing_of(stage, Circumstances(asked=True))].title


ACCOUNT_STANDINGS = {
    AccountStatus.ACTIVE: "利用中",
    AccountStatus.INVITED: "招待中",
    AccountStatus.LAPSED: "招待の期限切れ・取消",
    AccountStatus.STOPPED: "停止中",
    AccountStatus.DORMANT: "長期間未使用",
}

ROLES = {
    "id_manager": "ID管理ユーザー（主担当）",
    "deputy": "ID管理ユーザー（副担当）",
    "user": "利用者",
}
"""What an account's role is called, to members and in the console."""
