"""`take` and `release`: who has an application in hand, as the console shows it to colleagues."""

from argparse import Namespace
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from db.console.administrators import people
from db.console.cases import release, subject_of, take
from db.enrolment.facts import load_facts
from domain.console_roles import Permission, may
from domain.mail_addresses import accept_mail_address, mailbox_key
from domain.text import InvalidInput
from inforex.application_acts import ActOn, At
from inforex.command import Add, checked
from inforex.who_and_why import add_number

Hand = Callable[[str, int, datetime], Awaitable[None]]


def add_hands(add: Add) -> None:
    """Add both; a colleague's application is taken over in the console, which shows whose it is."""
    _hand(add, "take", "申請を担当する", take)
    _hand(add, "release", "申請の担当を手放す", release)


def _hand(add: Add, name: str, title: str, hand: Hand) -> None:
    parser = add(
        name, help=title, description=f"{title}。担当は、管理画面の申請と一覧に表示されます。"
    )
    add_number(parser)
    parser.add_argument(
        "--by",
        type=checked(accept_mail_address),
        required=True,
        metavar="ADDRESS",
        help="担当する人の、管理画面のメールアドレス",
    )
    parser.set_defaults(understand=partial(_understand, hand, title))


def _understand(hand: Hand, title: str, typed: Namespace) -> ActOn:
    async def do(at: At) -> None:
        subject = subject_of(await load_facts(typed.number))
        await hand(subject, await _person(typed.by), at.now)

    return ActOn(typed.number, do, f"受付番号 {typed.number}: {title}（受け付けました）")


async def _person(mail_address: str) -> int:
    """The key of somebody who may work on applications; raises `InvalidInput` for others."""
    for person in await people():
        same = person.mail_address == mailbox_key(mail_address)
        if same and person.is_active and may(person.role, Permission.HELP):
            return person.administrator
    raise InvalidInput(
        "{address} は、管理画面で申請を担当できる人のメールアドレスではありません。"
        "何も変更していません。",
        address=mail_address,
    )
