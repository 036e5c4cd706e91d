"""The members' entrance: 企業ID, アカウントID and パスワード (product.md, step 10)."""

from db.members.sessions import Member, find
from domain.logins import MEMBERS
from web.login.entrance import Entrance

ENTRANCE = Entrance[Member](
    MEMBERS,
    find,
    given="member",
    queue=lambda queues: queues.logins,
    failed="ログインできませんでした。企業ID、アカウントID、パスワードをご確認のうえ、もう一度入力してください。"
    "アカウントが停止されている場合もログインできません。",
    code_over=None,
)
