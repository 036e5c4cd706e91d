"""The applicant's mail address is corrected."""

from db.console.acts import Why
from db.console.address_correction import LinkMaking, correct_address
from domain.mail_addresses import MailDomainClass, accept_mail_address, classify
from domain.text import InvalidInput
from web.console.application.command import Command, Do
from web.console.application.opening import Opened
from web.forms import Form


async def _read(opened: Opened, form: Form) -> Do | None:
    address = form.accept("mail_address", _accept_address, label="新しいメールアドレス")
    if address is None:
        return None
    making = LinkMaking(opened.settings.link_keys, opened.settings.policy)

    async def do(why: Why) -> None:
        await correct_address(opened.number, address, making, why, opened.now)

    return do


def _accept_address(text: str) -> str:
    address = accept_mail_address(text)
    if classify(address) is MailDomainClass.DISPOSABLE:
        raise InvalidInput("使い捨てのメールアドレスは登録できません。")
    return address


CORRECT_ADDRESS = Command(
    title="申請者のメールアドレスを修正する",
    effects=(
        "新しいメールアドレスへ、新しいリンクを送ります。これまでのリンクは使えなくなります。",
        "前のメールアドレスへも、変更したことを知らせます（不達だった場合を除く）。",
        "卸担当者の回答待ちの間にドメインが変わる場合は、審査と卸への確認をやりなおします。",
    ),
    button="メールアドレスを修正する",
    read=_read,
    template="address",
    field="mail_address",
)
