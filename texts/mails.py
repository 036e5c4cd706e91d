"""The words in which staff read of mails."""

from domain.mail_kinds import MailKind

MAIL_STATES = {
    "queued": "送信待ち",
    "sent": "送信済み",
    "refused": "拒否（届きません）",
    "bounced": "返送（届きません）",
    "void": "取りやめ",
}

MAIL_KINDS = {kind.value: kind.label for kind in MailKind}

MAIL_TRIES = {
    "deferred": "送れませんでした（もう一度試します）",
    "sent": "メールサーバーが受け取りました",
    "refused": "メールサーバーが受け取りを拒否しました",
    "bounced": "受け取られた後に、届かずに戻りました",
    "void": "送るのを取りやめました",
}
"""What came of each try to send a mail."""
