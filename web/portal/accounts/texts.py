"""What the pages of accounts say of an order, a mail, and an act that was just done."""

from domain.text import InvalidInput
from web.said import Said

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

_DONE: dict[str, tuple[str, str]] = {
    "issued": (
        "アカウントを発行しました",
        (
            "{address} へ「【Inforex】アカウント発行のご案内」をお送りします。"
            "ご本人がパスワードを設定すると、利用できるようになります。"
        ),
    ),
    "changed": ("登録内容を変更しました", "いまの内容は、次のとおりです。"),
    "moved": (
        "登録内容を変更しました",
        (
            "これからのメールは、{address} へお送りします。"
            "変更したことを、これまでのメールアドレスと新しいメールアドレスにお知らせします。"
        ),
    ),
    "invited": (
        "登録内容を変更しました",
        (
            "{address} へ「【Inforex】アカウント発行のご案内」をお送りします。"
            "ご本人がパスワードを設定すると、利用できるようになります。"
        ),
    ),
    "invite": (
        "招待をもう一度送ります",
        "{address} へお送りします。これまでのリンクは使えません。新しいリンクは72時間有効です。",
    ),
    "revoke": (
        "招待を取り消しました",
        "お送りしたリンクは使えません。あとから、もう一度招待を送ることができます。",
    ),
    "stop": (
        "アカウントの利用を停止しました",
        "この方はログアウトしました。再開するまでログインできません。",
    ),
    "restart": (
        "アカウントの利用を再開しました",
        (
            "これまでのパスワードでログインできます。"
            "パスワードを一度も設定していない方には、あらためて招待を送ってください。"
        ),
    ),
    "password": (
        "パスワード再設定の案内を送ります",
        "{address} へお送りします。リンクは24時間有効です。",
    ),
}


def said_of(act: str, address: str) -> Said:
    """What the account's page says after an act; `address`: that of the account."""
    done, follows = _DONE[act]
    return Said(done, (InvalidInput(follows, address=address),))
