"""What the pages of accounts say of an order, a mail, and an act that was just done."""

SORTS = {
    "name": "氏名（カナ）順",
    "department": "部署名順",
    "newest": "発行の新しい順",
    "latest_login": "最終ログインの新しい順",
    "oldest_login": "最終ログインの古い順",
}
"""The orders to choose from, besides that of the アカウントID."""

INVITATION_MAILS = {
    "queued": "送信しています",
    "sent": "送信しました",
    "refused": "届きませんでした",
    "bounced": "届きませんでした",
    "void": "送信を取りやめました",
}

DONE = {
    "issued": "アカウントを発行しました",
    "changed": "登録内容を変更しました",
    "invited": "招待をもう一度送ります",
    "revoked": "招待を取り消しました",
    "stopped": "アカウントの利用を停止しました",
    "restarted": "アカウントの利用を再開しました",
    "password": "パスワード再設定の案内を送ります",
    "deputy_asked": "副担当への就任をお願いしました",
    "deputy_withdrawn": "副担当への就任のお願いを取り下げました",
    "deputy_dismissed": "副担当を解任しました",
}
"""What was just done, by the word in the address of the account's page."""
