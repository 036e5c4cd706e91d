"""What keeps an application going or ends it: more time, retry, withdrawal, suspension."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from litestar.exceptions import NotFoundException

from db.console.deadline_extension import extend_deadline
from db.console.retry import retry_failed
from db.console.suspension import lift_suspension, suspend
from db.console.withdrawal_on_request import withdraw_on_request
from db.console_acts import Why
from domain.console.deadlines import accept_last_day
from web.console.application.act import Command, Do
from web.console.application.dependencies import Opened
from web.forms import Form


async def _read(opened: Opened, form: Form) -> Do | None:
    until = form.accept("until", accept_last_day, label="新しい期限")
    if until is None:
        return None

    async def do(why: Why) -> None:
        await extend_deadline(opened.number, until, why, opened.now)

    return do


EXTEND_DEADLINE = Command(
    title="期限を延長する",
    effects=(
        "その日の23時59分まで、リンクを使えるようにします。",
        "メールでは知らせません。必要に応じて連絡するか、メールをもう一度送ってください。",
    ),
    button="期限を延長する",
    read=_read,
    template="deadline",
    field="until",
)


Doing = Callable[[str, Why, datetime], Awaitable[None]]


def _to_application(doing: Doing) -> Callable[[Opened, Form], Awaitable[Do]]:
    async def read(opened: Opened, _: Form) -> Do:
        async def do(why: Why) -> None:
            await doing(opened.number, why, opened.now)

        return do

    return read


def _to_company(doing: Doing) -> Callable[[Opened, Form], Awaitable[Do]]:
    async def read(opened: Opened, _: Form) -> Do:
        company_id = opened.around.company_id
        if company_id is None:
            raise NotFoundException

        async def do(why: Why) -> None:
            await doing(company_id, why, opened.now)

        return do

    return read


RETRY = Command(
    title="失敗した処理をやり直す",
    effects=(
        "届かなかったメールのうち、現在も内容が正しいものを、もう一度送ります。",
        "卸へ届かずに差し戻した申請は、同じ内容で、もう一度卸担当者へ確認のメールを送ります。",
    ),
    button="やり直す",
    read=_to_application(retry_failed),
)
WITHDRAW = Command(
    title="依頼により取り下げる",
    effects=(
        "申請を終了し、申請者へメールで知らせます。元に戻すことはできません。",
        "卸担当者へ確認をお願いしている場合は、取り下げられたことを知らせます。",
    ),
    button="取り下げる",
    read=_to_application(withdraw_on_request),
    danger=True,
)
SUSPEND = Command(
    title="企業の利用を停止する",
    effects=(
        "この申請で発行した企業IDの全員が、すぐにログインできなくなります。",
        "停止は、管理者が解除できます。",
    ),
    button="利用を停止する",
    read=_to_company(suspend),
    danger=True,
)
LIFT = Command(
    title="企業の利用停止を解除する",
    effects=("この企業の全員が、もう一度ログインできるようになります。",),
    button="停止を解除する",
    read=_to_company(lift_suspension),
)
