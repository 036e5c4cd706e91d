"""What keeps an application going or ends it: more time, retry, withdrawal, suspension."""

from functools import partial

from litestar.exceptions import NotFoundException

from db.console.acts_on_request import extend_deadline, withdraw_on_request
from db.console.company_acts import lift_suspension, suspend
from db.console.mails_again import retry_failed
from db.console.possible_acts import contact_is_unreachable
from domain.days import accept_last_day
from texts.mails import MAIL_KINDS
from web.console.acts import Do
from web.console.application.act import ApplicationActPage
from web.console.application.dependencies import Opened
from web.forms import Form
from web.said import Said


async def _read_deadline(opened: Opened, form: Form) -> Do | None:
    until = form.accept("until", accept_last_day, label="新しい期限")
    return None if until is None else partial(extend_deadline, opened.number, until)


async def _retry(opened: Opened, _: Form) -> Do:
    return partial(retry_failed, opened.number)


def _what_failed(opened: Opened) -> tuple[str, ...]:
    """Which mails go again, and whom a new request asks."""
    again = tuple(
        f"「{MAIL_KINDS.get(mail.kind, mail.kind)}」を、{mail.recipient}へもう一度送ります"
        f"（前回のサーバーの応答：{mail.server_answer or 'なし'}）。"
        for mail in opened.around.failed
    )
    if not contact_is_unreachable(opened.facts, opened.around.notice):
        return again
    return (*again, f"卸担当者（{opened.facts.contact_mail_address}）へ、確認のメールを送ります。")


async def _withdraw(opened: Opened, _: Form) -> Do:
    return partial(withdraw_on_request, opened.number)


async def _suspend(opened: Opened, _: Form) -> Do:
    return partial(suspend, _company_of(opened))


async def _lift(opened: Opened, _: Form) -> Do:
    return partial(lift_suspension, _company_of(opened))


def _company_of(opened: Opened) -> str:
    if opened.around.company_id is None:
        raise NotFoundException
    return opened.around.company_id


EXTEND_DEADLINE = ApplicationActPage(
    title="期限を延長する",
    effects=(
        "その日の23時59分まで、リンクを使えるようにします。",
        "メールでは知らせません。必要に応じて連絡するか、メールをもう一度送ってください。",
    ),
    button="期限を延長する",
    said=Said(
        "期限を延長しました",
        ("メールでは知らせません。必要に応じて連絡するか、メールをもう一度送ってください。",),
    ),
    read=_read_deadline,
    template="deadline",
    field="until",
)


RETRY = ApplicationActPage(
    title="失敗した処理をやり直す",
    effects=("届かなかったもののうち、現在も内容が正しいものを、やり直します。",),
    button="やり直す",
    said=Said(
        "失敗した処理をやり直します",
        ("届かなかったメールを、もう一度送ります。結果は、下の「経過」に表示します。",),
    ),
    read=_retry,
    precisely=_what_failed,
)
WITHDRAW = ApplicationActPage(
    title="依頼により取り下げる",
    effects=(
        "申請を終了し、申請者へメールで知らせます。元に戻すことはできません。",
        "卸担当者へ確認をお願いしている場合は、取り下げられたことを知らせます。",
    ),
    button="取り下げる",
    said=Said(
        "申請を取り下げました",
        (
            "申請を終了し、申請者へメールで知らせます。",
            "卸担当者へ確認をお願いしている場合は、取り下げられたことを知らせます。",
        ),
    ),
    read=_withdraw,
    danger=True,
)
SUSPEND = ApplicationActPage(
    title="企業の利用を停止する",
    effects=(
        "この申請で発行した企業IDの全員が、すぐにログインできなくなります。",
        "停止は、管理者が解除できます。",
    ),
    button="利用を停止する",
    said=Said(
        "企業の利用を停止しました",
        (
            "この企業の全員がログアウトしました。解除するまで、だれもログインできません。",
            "企業のID管理ユーザーへ、停止したことをメールで知らせます。",
        ),
    ),
    read=_suspend,
    danger=True,
)
LIFT = ApplicationActPage(
    title="企業の利用停止を解除する",
    effects=("この企業の全員が、もう一度ログインできるようになります。",),
    button="停止を解除する",
    said=Said(
        "企業の利用停止を解除しました",
        (
            "この企業の全員が、もう一度ログインできます。",
            "企業のID管理ユーザーへ、再開したことをメールで知らせます。",
        ),
    ),
    read=_lift,
)
