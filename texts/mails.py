"""The words in which staff read of mails."""

from collections.abc import Sequence

from domain.mail_kinds import MailKind

MAIL_STATES = {
    "queued": "送信待ち",
    "sent": "送信済み",
    "refused": "拒否（届きません）",
    "bounced": "返送（届きません）",
    "void": "取りやめ",
}

MAIL_KINDS = {kind.value: kind.label for kind in MailKind}


def name_mails(keys: Sequence[str], most: int = 1_000) -> str:
    """The names of mails by their keys, each once; of those past `most` characters the number."""
    kinds = dict.fromkeys(key.partition("/")[2].partition("/")[0] for key in keys)
    names = [MAIL_KINDS.get(kind, kind) for kind in kinds]
    told = next(n for n in range(len(names), 0, -1) if n == 1 or _length(names[:n]) <= most)
    rest = f" ほか{len(names) - told}種類" if told < len(names) else ""
    return "、".join(names[:told]) + rest


def _length(names: Sequence[str]) -> int:
    return len("、".join(names))


MAIL_TRIES = {
    "deferred": "送れませんでした（もう一度試します）",
    "sent": "メールサーバーが受け取りました",
    "refused": "メールサーバーが受け取りを拒否しました",
    "bounced": "受け取られた後に、届かずに戻りました",
    "void": "送るのを取りやめました",
}
"""What came of each try to send a mail."""
