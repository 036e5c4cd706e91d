"""The words in which administrators read of an application, wherever they do."""

from domain.companies.access_acts import AccessAct
from domain.companies.access_change import AccessStage
from domain.enrolment.stages import Author, Choice, ReturnCause, ReviewCause, ReviewChoice, Stage
from domain.limits import LimitKind
from domain.mail_kinds import MailKind

WAITS_FOR = {
    Stage.INVITED: "申請者が加入申請を提出するのを待っています。",
    Stage.SUBMITTED: "提出された加入申請を処理しています。",
    Stage.AWAITING_APPROVAL: "認証先卸の担当者の回答を待っています。",
    Stage.UNDER_REVIEW: "管理者の判断を待っています。",
    Stage.CLEARED: "管理者が確認しました。卸担当者へ依頼しています。",
    Stage.SENT_BACK: "管理者が差し戻しました。申請者へ連絡しています。",
    Stage.TURNED_DOWN: "管理者が承認しませんでした。終了の処理をしています。",
    Stage.APPROVED: "承認されました。IDを発行しています。",
    Stage.REFUSED: "卸担当者が承認しませんでした。申請者へ連絡しています。",
    Stage.DISOWNED: "卸担当者が「取引がない」と回答しました。凍結しています。",
    Stage.DISPUTED: "回答に「心当たりがない」との連絡がありました。凍結しています。",
    Stage.UNDELIVERABLE: "卸担当者へメールが届きません。申請者へ連絡しています。",
    Stage.RETURNED: "申請者が申請内容を修正するのを待っています。",
    Stage.WITHDRAWING: "申請者が取り下げました。終了の処理をしています。",
    Stage.ENROLLED: "完了しました。企業IDとアカウントIDを発行済みです。",
    Stage.DECLINED: "終了しました。承認されませんでした。",
    Stage.EXPIRED: "終了しました。期限までに申請または修正がありませんでした。",
    Stage.LAPSED: "終了しました。期限までに回答がありませんでした。",
    Stage.WITHDRAWN: "終了しました。申請者が取り下げました。",
}
COMES_NEXT = {
    Stage.INVITED: "提出されると、認証先卸の担当者へ確認のメールを送ります。",
    Stage.UNDER_REVIEW: "確認が済むと、認証先卸の担当者へ確認のメールを送ります。",
    Stage.AWAITING_APPROVAL: "承認されると、IDを発行して申請者へ通知します。",
    Stage.RETURNED: "修正されると、もう一度審査します。",
}

CAUSES = {
    ReviewCause.SCREENING: "審査で確認が必要になりました。",
    ReviewCause.NO_TRADE: "卸担当者が「取引がない」と回答しました。",
    ReviewCause.DISPUTE: "卸担当者の回答に「心当たりがない」との連絡がありました。",
}

VERDICTS = {
    ReviewChoice.CLEAR: "問題なし",
    ReviewChoice.RETURN: "差し戻し",
    ReviewChoice.DECLINE: "却下",
}

HAPPENS_NEXT = {
    ReviewChoice.CLEAR: "認証先卸の担当者へ、確認のメールを送ります。",
    ReviewChoice.RETURN: "申請者へ、理由と修正箇所をメールで知らせ、修正を待ちます。",
    ReviewChoice.DECLINE: "申請者へ、理由をメールで知らせ、申請を終了します。",
}

CHOICES = {
    Choice.APPROVE: "承認する",
    Choice.DECLINE: "承認しない",
    Choice.NO_TRADE: "取引がない",
}

RETURN_CAUSES = {
    ReturnCause.RETURNED: "管理者が差し戻しました。",
    ReturnCause.DECLINED: "卸担当者が承認しませんでした。",
    ReturnCause.UNDELIVERABLE: "卸担当者へメールが届きませんでした。",
}

AUTHORS = {
    Author.APPLICANT: "申請者",
    Author.CONTACT: "卸担当者",
    Author.ADMINISTRATOR: "管理者",
}

ACCESS_ACTS = {
    AccessAct.PASSWORD_LINK: "パスワード再設定の案内の送信",
    AccessAct.ADDRESS: "メールアドレスの変更",
    AccessAct.SECOND_FACTOR: "二段階認証の解除",
    AccessAct.MANAGER: "ID管理ユーザーの変更",
}

ACCESS_STAGES = {
    AccessStage.UNCONFIRMED: "新しいメールアドレスでの確認を待っています。",
    AccessStage.WAITING: "企業の方の申し出があれば止められるよう、待っています。",
    AccessStage.TELLING: "企業の方へ知らせるメールを、まだ送れていません。",
    AccessStage.ALONE: "企業のどなたにもメールが届いていないため、別の管理者の同意を待っています。",
    AccessStage.READY: "変更を反映しています。",
    AccessStage.DONE: "変更しました。",
    AccessStage.STOPPED: "企業の方から「心当たりがない」との申し出があり、取りやめました。",
    AccessStage.CALLED_OFF: "運営の担当者が取りやめました。",
    AccessStage.LAPSED: "必要な確認が期限までに得られず、取りやめました。",
    AccessStage.OUTDATED: "アカウントの登録内容が先に変わったため、取りやめました。",
}

ACCESS_ENDS = {
    AccessStage.STOPPED: "貴社の方から「心当たりがない」とのお申し出があったため",
    AccessStage.CALLED_OFF: "Inforexの担当者が取りやめたため",
    AccessStage.LAPSED: "必要な確認が期限までに得られなかったため",
    AccessStage.OUTDATED: "アカウントの登録内容が先に変更されたため",
}

MAIL_STATES = {
    "queued": "送信待ち",
    "sent": "送信済み",
    "refused": "拒否（届きません）",
    "bounced": "返送（届きません）",
    "void": "取りやめ",
}

DUES = {
    "reminder": "リマインド",
    "resend": "再送",
    "alert": "管理者へのお知らせ",
}

STAGES = {
    Stage.INVITED: "申請待ち",
    Stage.SUBMITTED: "受付",
    Stage.UNDER_REVIEW: "審査中",
    Stage.CLEARED: "審査済み",
    Stage.SENT_BACK: "差し戻し",
    Stage.TURNED_DOWN: "却下",
    Stage.AWAITING_APPROVAL: "卸の回答待ち",
    Stage.APPROVED: "卸が承認",
    Stage.REFUSED: "卸が承認せず",
    Stage.DISOWNED: "取引がない",
    Stage.DISPUTED: "心当たりがない",
    Stage.UNDELIVERABLE: "卸へ不達",
    Stage.RETURNED: "修正待ち",
    Stage.WITHDRAWING: "取り下げ",
    Stage.ENROLLED: "ID発行済み",
    Stage.DECLINED: "不承認で終了",
    Stage.EXPIRED: "期限切れで終了",
    Stage.LAPSED: "回答なく終了",
    Stage.WITHDRAWN: "取り下げで終了",
}

MAIL_KINDS = {kind.value: kind.label for kind in MailKind}

ACTS = {
    "administrator:application:approve": "卸に代わって承認",
    "administrator:application:retry": "失敗した処理のやり直し",
    "administrator:application:withdraw": "依頼による取り下げ",
    "administrator:address:correct": "申請者のメールアドレスの修正",
    "administrator:contact:change": "卸担当者の変更",
    "administrator:deadline:extend": "期限の延長",
    "administrator:mail:send_again": "メールの再送信",
    "administrator:company:suspend": "企業の利用停止",
    "administrator:company:lift": "企業の利用停止の解除",
}

LIMITS = {
    LimitKind.SEARCH: "企業の検索",
    LimitKind.ENROLMENT: "申請用URLの発行",
    LimitKind.ENROLMENTS: "申請用URLの発行（全体）",
    LimitKind.RECOVERY: "ID・パスワードの再通知",
    LimitKind.RECOVERIES: "ID・パスワードの再通知（全体）",
    LimitKind.LOGIN_BROWSER: "ログイン（以前使われた端末）",
    LimitKind.LOGIN_HERE: "ログイン（1つのアカウントへ）",
    LimitKind.LOGIN_NETWORK: "ログイン",
    LimitKind.LOGIN_ACCOUNT: "ログイン（1つのアカウントへ、多数のネットワークから）",
    LimitKind.LOGIN_ACCOUNT_DAY: "ログイン（1つのアカウントへ、1日）",
    LimitKind.LOGIN_COMPANY: "ログイン（1つの企業へ、多数のネットワークから）",
    LimitKind.LOGINS: "ログイン（全体）",
    LimitKind.CODE_BROWSER: "確認コード（以前使われた端末）",
    LimitKind.CODE_ACCOUNT: "確認コード",
    LimitKind.PRESENT_PASSWORD: "現在のパスワードの確認",
    LimitKind.NEW_ADDRESS: "メールアドレスの変更",
    LimitKind.AMENDMENT: "申請内容の修正",
    LimitKind.CONSOLE_BROWSER: "管理画面へのログイン（以前使われた端末）",
    LimitKind.CONSOLE_HERE: "管理画面へのログイン（1人へ）",
    LimitKind.CONSOLE_NETWORK: "管理画面へのログイン",
    LimitKind.CONSOLE_PERSON: "管理画面へのログイン（1人へ、多数のネットワークから）",
    LimitKind.CONSOLE_LOGINS: "管理画面へのログイン（全体）",
    LimitKind.CONSOLE_CODE_BROWSER: "管理画面の確認コード（以前使われた端末）",
    LimitKind.CONSOLE_CODE: "管理画面の確認コード",
    LimitKind.CONSOLE_PRESENT: "管理画面での現在のパスワードの確認",
    LimitKind.READINESS: "書き込めることの確認（監視）",
}
"""What is counted, as the list of limits names it."""
