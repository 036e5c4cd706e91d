"""The words in which administrators read of an application; stages as in the Temporal UI."""

from domain.stages import Author, Choice, ReturnCause, ReviewCause, ReviewChoice

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
