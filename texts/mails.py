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
