"""The entrance of those who run the service: mail address and password, then always a code."""

from db.console.staff import Staff, find
from domain.logins import ADMINISTRATORS
from web.login.entrance import Entrance

ENTRANCE = Entrance[Staff](
    ADMINISTRATORS,
    find,
    given="staff",
    queue=lambda queues: queues.console,
    failed="ログインできませんでした。メールアドレスとパスワードをご確認のうえ、もう一度入力してください。"
    "利用を停止されている場合もログインできません。",
    code_over="確認コードを入力できる時間か回数を過ぎました。もう一度、パスワードから入力してください。",
)
