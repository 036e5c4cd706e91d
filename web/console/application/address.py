"""The applicant's mail address is corrected."""

from typing import Any

from db.console.address_correction import LinkMaking, correct_address, standing_of
from db.console_acts import Why
from domain.companies.access_acts import RULES, AccessAct, Ground, Rule
from domain.console_roles import accept_reason, permissions_of
from domain.mail_addresses import MailDomainClass, accept_mail_address, classify
from domain.text import InvalidInput
from web.console.application.command import Command, Do
from web.console.application.opening import Opened
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
    return RULES[AccessAct.APPLICANT, standing_of(opened.around.verified_at)]


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
