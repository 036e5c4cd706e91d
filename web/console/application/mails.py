"""The mails of an application: the applicant's address corrected, and one mail sent again."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.address_correction import LinkMaking, correct_address, verification_of
from db.console.mails_again import send_mail_again
from db.console.past_mails import PastMail
from db.console.staff import Staff
from domain.companies.access_acts import RULES, AccessAct, Rule
from domain.mail_addresses import MailDomainClass, accept_mail_address, classify
from domain.text import InvalidInput
from texts.mails import MAIL_KINDS
from web.console.acts import Act, ActPage, Do, read_ground
from web.console.application.act import (
    ApplicationActPage,
    and_tell,
    page_of,
    refused_page,
    shared_context,
)
from web.console.application.dependencies import PATH, Opened, open_application
from web.context import Injected
from web.forms import Form
from web.said import Said


async def _read_address(opened: Opened, form: Form) -> Do | None:
    address = form.accept("mail_address", _accept_address, label="新しいメールアドレス")
    ground = read_ground(form, opened.staff, _rule(opened))
    if address is None or ground is None:
        return None
    making = LinkMaking(opened.settings.link_keys, opened.settings.policy)
    return lambda why, now: correct_address(
        opened.number, address, making, why, ground=ground, now=now
    )


def _rule(opened: Opened) -> Rule:
    return RULES[AccessAct.APPLICANT, verification_of(opened.around.verified_at)]


def _permitted(opened: Opened) -> bool:
    return opened.staff.may(_rule(opened).permission)


async def _evidence(opened: Opened, _: Form) -> dict[str, Any]:
    return {"needs_evidence": _rule(opened).evidence}


def _accept_address(text: str) -> str:
    address = accept_mail_address(text)
    if classify(address) is MailDomainClass.DISPOSABLE:
        raise InvalidInput("使い捨てのメールアドレスは登録できません。")
    return address


CORRECT_ADDRESS = ApplicationActPage(
    title="申請者のメールアドレスを修正する",
    effects=(
        "新しいメールアドレスへ、新しいリンクを送ります。これまでのリンクは使えなくなります。",
        "前のメールアドレスへも、変更したことを知らせます（不達だった場合を除く）。",
        (
            "申請者が確認したメールアドレスの場合、IDは前のメールアドレスのアカウントとして発行します。"
            "そのときに、両方のメールアドレスで確認のうえ、新しいメールアドレスに変更します。"
        ),
        "卸担当者の回答待ちの間にドメインが変わる場合は、審査と卸への確認をやりなおします。",
    ),
    button="メールアドレスを修正する",
    said=Said(
        "申請者のメールアドレスを修正しました",
        ("新しいメールアドレスへ、新しいリンクを送ります。これまでのリンクは使えません。",),
    ),
    read=_read_address,
    template="address",
    field="mail_address",
    more=_evidence,
    permitted=_permitted,
)


@dataclass(frozen=True)
class OpenedMail(Opened):
    """An application, and the mail of it that is to go again."""

    mail: PastMail


async def open_mail(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    number: FromPath[str],
    name: FromPath[str],
) -> OpenedMail:
    """Find the mail of an application; raises `NotFoundException`."""
    opened = await open_application(request, staff, number)
    for mail in opened.around.mails:
        if mail.name == name.strip("/"):
            return OpenedMail(**vars(opened), mail=mail)
    raise NotFoundException


async def _read_mail(opened: OpenedMail, _: Form) -> Do:
    return partial(
        and_tell, opened.number, partial(send_mail_again, opened.number, opened.mail.name)
    )


def _page_of_mail(opened: OpenedMail) -> ActPage:
    return page_of(
        opened,
        "メールをもう一度送る",
        (
            f"「{MAIL_KINDS.get(opened.mail.kind, opened.mail.kind)}」を、もう一度送ります。",
            "申請者へのメールは、現在のメールアドレスへ送ります。",
        ),
        "もう一度送る",
        Said(f"「{MAIL_KINDS.get(opened.mail.kind, opened.mail.kind)}」を、もう一度送ります"),
    )


async def _more_of_mail(opened: OpenedMail, _: Form) -> dict[str, Any]:
    return await shared_context(opened)


SEND_AGAIN = Act(
    path=f"{PATH}/mails/{{name:path}}",
    about=open_mail,
    page=_page_of_mail,
    read=_read_mail,
    template="console/application/act.html",
    more=_more_of_mail,
    refused=refused_page,
)
