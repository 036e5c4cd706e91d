"""The words in which staff read of an application, on pages, in mails and in Temporal's UI."""

from domain.enrolment.stages import Author, Choice, ReturnCause, ReviewCause, ReviewChoice, Stage

WAITS_FOR = {
    Stage.INVITED: "申請者が加入申請を提出するのを待っています。",
    Stage.SUBMITTED: "提出された加入申請を処理しています。",
    Stage.AWAITING_APPROVAL: "卸担当者の回答を待っています。",
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
    Stage.LAPSED: "終了しました。期限までに、卸担当者の回答または管理者の判断がありませんでした。",
    Stage.WITHDRAWN: "終了しました。申請者が取り下げました。",
    Stage.REVOKED: "終了しました。誤って発行したIDを取り消しました。",
}
COMES_NEXT = {
    Stage.INVITED: "提出されると、卸担当者へ確認のメールを送ります。",
    Stage.UNDER_REVIEW: "確認が済むと、卸担当者へ確認のメールを送ります。",
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
    ReviewChoice.CLEAR: "卸担当者へ、確認のメールを送ります。",
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
    Stage.LAPSED: "回答・判断なく終了",
    Stage.WITHDRAWN: "取り下げで終了",
    Stage.REVOKED: "発行取り消し",
}
