"""The mails of an application: the applicant's address corrected, and one mail sent again."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.address_correction import LinkMaking, correct_address, standing_of
from db.console.mail_again import send_mail_again
from db.console.sessions import Staff
from db.console_acts import Why
from domain.access_changes import RULES, Act, Ground, Rule
from domain.console_roles import permissions_of
from domain.mail_addresses import MailDomainClass, accept_mail_address, classify
from domain.reasons import accept_reason
from domain.staff_words import MAIL_KINDS
from domain.text import InvalidInput
from relay.delivery import Relay
from web.console.application.act import Answer, Command, Do, show, take
from web.console.application.dependencies import PATH, Opened, open_application
from web.context import Injected
from web.forms import Form


async def _read(opened: Opened, form: Form) -> Do | None:
    address = form.accept("mail_address", _accept_address, label="新しいメールアドレス")
    evidence: str | None = ""
    if _rule(opened).evidence:
        evidence = form.accept("evidence", accept_reason, label="確認の根拠")
    if address is None or evidence is None:
        return None
    ground = Ground(permissions_of(opened.staff.role), evidence)
    making = LinkMaking(opened.settings.link_keys, opened.settings.policy)

    async def do(why: Why) -> None:
        await correct_address(opened.number, address, making, why, ground=ground, now=opened.now)

    return do


def _rule(opened: Opened) -> Rule:
    return RULES[Act.APPLICANT, standing_of(opened.around.verified_at)]


def _permitted(opened: Opened) -> bool:
    return opened.staff.may(_rule(opened).permission)


async def _evidence(opened: Opened, _: Form) -> dict[str, Any]:
    return {"needs_evidence": _rule(opened).evidence}


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
        (
            "申請者が確認したメールアドレスの場合、IDは前のメールアドレスのアカウントとして発行します。"
            "そのときに、両方のメールアドレスで確認のうえ、新しいメールアドレスに変更します。"
        ),
        "卸担当者の回答待ちの間にドメインが変わる場合は、審査と卸への確認をやりなおします。",
    ),
    button="メールアドレスを修正する",
    read=_read,
    template="address",
    field="mail_address",
    more=_evidence,
    permitted=_permitted,
)


MAIL = f"{PATH}/mails/{{name:path}}"


@get(MAIL)
async def show_mail_again(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    number: FromPath[str],
    name: FromPath[str],
) -> Response[str]:
    """Say which mail goes again, and ask for the reason."""
    opened = await open_application(request, staff, number)
    return await show(_command(opened, name.strip("/")), opened, Form())


@post(MAIL)
async def repeat_mail(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    number: FromPath[str],
    name: FromPath[str],
    relay: Injected[Relay],
) -> Answer:
    """Send it again."""
    opened = await open_application(request, staff, number)
    return await take(_command(opened, name.strip("/")), opened, relay)


def _command(opened: Opened, name: str) -> Command:
    mail = next((mail for mail in opened.around.mails if mail.name == name), None)
    if mail is None:
        raise NotFoundException

    async def read(_: Opened, __: Form) -> Do:
        async def do(why: Why) -> None:
            await send_mail_again(opened.number, name, why, opened.now)

        return do

    return Command(
        title="メールをもう一度送る",
        effects=(
            f"「{MAIL_KINDS.get(mail.kind, mail.kind)}」を、もう一度送ります。",
            "申請者へのメールは、現在のメールアドレスへ送ります。",
        ),
        button="もう一度送る",
        read=read,
    )
