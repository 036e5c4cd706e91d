"""The console's acts about an application, as they are typed after `inforex applications`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from db.audit import ActReason, ActSubject
from db.console.acts_on_request import (
    approve_on_behalf,
    change_contact,
    extend_deadline,
    withdraw_on_request,
)
from db.console.address_correction import LinkMaking, correct_address
from db.console.cases import add_note
from db.console.company_acts import company_of, lift_suspension, suspend
from db.console.disputes import settle_on_its_own
from db.console.mails_again import retry_failed, send_mail_again
from db.console.revocations import ask_for_revocation
from db.enrolment.application_form import newest_form
from db.enrolment.facts import load_facts
from domain.companies.access_acts import Ground
from domain.console_roles import Permission
from domain.days import accept_last_day
from domain.enrolment.acts import ApplicationAct
from domain.lengths import LONGEST_EVIDENCE, LONGEST_NOTE
from domain.mail_addresses import accept_mail_address
from domain.text import accept_line, accept_text
from inforex.command import Add, checked
from inforex.who_and_why import add_number, add_why, why_of
from settings import Settings


@dataclass(frozen=True)
class At:
    """What an act needs besides what was typed: the moment, and the environment for settings."""

    now: datetime
    environment: Mapping[str, str]


Doing = Callable[[Namespace, ActReason, At], Awaitable[None]]


@dataclass(frozen=True)
class ActOn:
    """Do something to an application; `said` tells that it was done."""

    application_number: str
    do: Callable[[At], Awaitable[None]]
    said: str


def add_acts(add: Add) -> None:
    """Add every act that the console has besides the decisions of a review."""
    _add_contacts_part(add)
    _add_applicants_part(add)
    _act(add, ApplicationAct.RETRY, "届かなかったメールなど、失敗した処理をやり直す", _retry)
    _act(add, ApplicationAct.SUSPEND, "発行した企業の利用を停止する", _suspend)
    _act(add, ApplicationAct.LIFT, "企業の利用停止を解除する", _lift)
    revoke = _act(add, ApplicationAct.REVOKE, "誤って発行した企業IDの取り消しを始める", _revoke)
    revoke.add_argument(
        "--evidence",
        type=_text(LONGEST_EVIDENCE),
        required=True,
        metavar="TEXT",
        help="いつ、どの番号へかけて、どなたに、何を確認したか",
    )
    _act(add, ApplicationAct.SETTLE, "「心当たりがない」を確認済みにする", _settle)
    again = _act(add, "mail", "メールをもう一度送る", _send_again)
    again.add_argument(
        "mail", metavar="MAIL", help="メールの名前。show に表示されます。例: receipt/1"
    )
    note = add("note", help="メモを残す", description="管理画面の人だけが読むメモを残します。")
    add_number(note)
    note.add_argument("--text", type=_text(LONGEST_NOTE), required=True, help="メモ")
    note.add_argument("--by", type=checked(accept_mail_address), required=True, metavar="ADDRESS")
    note.set_defaults(understand=_understand_note)


def _add_contacts_part(add: Add) -> None:
    approve = _act(add, ApplicationAct.APPROVE, "卸に代わって承認する", _approve)
    approve.add_argument(
        "--evidence",
        type=_text(LONGEST_EVIDENCE),
        required=True,
        metavar="TEXT",
        help="いつ、どの番号へかけて、どなたに、何を確認したか",
    )
    approve.add_argument(
        "--confirmed",
        action="store_true",
        required=True,
        help="取引があることを確かめたときに付けます。承認は元に戻せません",
    )
    contact = _act(add, ApplicationAct.CHANGE_CONTACT, "卸担当者を変更する", _change_contact)
    line = checked(partial(accept_line, most=100))
    contact.add_argument("--wholesaler", type=int, metavar="ID", help="認証先卸企業の番号")
    contact.add_argument("--department", type=line, metavar="TEXT", help="部署名")
    contact.add_argument("--name", type=line, metavar="TEXT", help="氏名")
    contact.add_argument(
        "--address", type=checked(accept_mail_address), metavar="ADDRESS", help="メールアドレス"
    )


def _add_applicants_part(add: Add) -> None:
    address = _act(
        add, ApplicationAct.CORRECT_ADDRESS, "申請者のメールアドレスを修正する", _correct
    )
    address.add_argument(
        "address",
        type=checked(accept_mail_address),
        metavar="ADDRESS",
        help="新しいメールアドレス。LINK_KEYS などの設定が必要です",
    )
    address.add_argument(
        "--evidence",
        type=_text(LONGEST_EVIDENCE),
        metavar="TEXT",
        help="確認の根拠。申請者が確認したメールアドレスを変更するときに必要です",
    )
    deadline = _act(add, ApplicationAct.EXTEND_DEADLINE, "期限を延長する", _extend)
    deadline.add_argument(
        "--until",
        type=checked(accept_last_day),
        required=True,
        metavar="DAY",
        help="新しい期限の日。例: 2026-12-31",
    )
    _act(add, ApplicationAct.WITHDRAW, "申請者の依頼により取り下げる", _withdraw)


def _act(add: Add, name: str, title: str, doing: Doing) -> ArgumentParser:
    parser = add(
        name, help=title, description=f"{title}。管理画面の同じ操作と同じように記録します。"
    )
    add_number(parser)
    add_why(parser)

    def understand(typed: Namespace) -> ActOn:
        do = partial(doing, typed, why_of(typed))
        return ActOn(typed.number, do, f"受付番号 {typed.number}: {title}（受け付けました）")

    parser.set_defaults(understand=understand)
    return parser


def _text(most: int) -> Callable[[str], str]:
    return checked(partial(accept_text, most=most))


async def _approve(typed: Namespace, why: ActReason, at: At) -> None:
    revision = (await load_facts(typed.number)).revision
    await approve_on_behalf(typed.number, typed.evidence, revision=revision, why=why, now=at.now)


async def _change_contact(typed: Namespace, why: ActReason, at: At) -> None:
    revision = (await load_facts(typed.number)).revision
    named = {
        "wholesaler_id": typed.wholesaler,
        "contact_department": typed.department,
        "contact_name": typed.name,
        "contact_mail_address": typed.address,
    }
    form = await newest_form(typed.number)
    changed = replace(form, **{name: value for name, value in named.items() if value is not None})
    await change_contact(typed.number, changed, revision=revision, why=why, now=at.now)


async def _correct(typed: Namespace, why: ActReason, at: At) -> None:
    settings = Settings.from_environment(at.environment)
    making = LinkMaking(settings.link_keys, settings.policy)
    ground = Ground(frozenset(Permission), typed.evidence or "")
    await correct_address(typed.number, typed.address, making, why, ground=ground, now=at.now)


async def _extend(typed: Namespace, why: ActReason, at: At) -> None:
    await extend_deadline(typed.number, typed.until, why, at.now)


async def _withdraw(typed: Namespace, why: ActReason, at: At) -> None:
    await withdraw_on_request(typed.number, why, at.now)


async def _retry(typed: Namespace, why: ActReason, at: At) -> None:
    await retry_failed(typed.number, why, at.now)


async def _suspend(typed: Namespace, why: ActReason, at: At) -> None:
    await suspend(await company_of(typed.number), why, at.now)


async def _lift(typed: Namespace, why: ActReason, at: At) -> None:
    await lift_suspension(await company_of(typed.number), why, at.now)


async def _revoke(typed: Namespace, why: ActReason, at: At) -> None:
    alert_to = Settings.from_environment(at.environment).alert_mail_address
    await ask_for_revocation(typed.number, typed.evidence, why, alert_to=alert_to, now=at.now)


async def _settle(typed: Namespace, why: ActReason, at: At) -> None:
    await settle_on_its_own(typed.number, why, at.now)


async def _send_again(typed: Namespace, why: ActReason, at: At) -> None:
    await send_mail_again(typed.number, typed.mail, why, at.now)


def _understand_note(typed: Namespace) -> ActOn:
    async def do(at: At) -> None:
        await load_facts(typed.number)
        about = ActSubject(typed.number)
        await add_note(about, typed.text, written_by=typed.by, administrator=0, now=at.now)

    return ActOn(typed.number, do, f"受付番号 {typed.number} にメモを残しました。")
