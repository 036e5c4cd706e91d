"""`take` and `release`: who has an application in hand, as the console shows it to colleagues.

A colleague's application is taken over in the console, which shows whose it is.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from db.console import cases
from db.console.administrators import people
from db.enrolment.facts import load_facts
from domain.console_roles import Permission, may
from domain.mail_addresses import accept_mail_address, mailbox_key
from domain.text import InvalidInput
from inforex.applications.acts import accepted, refusing
from inforex.command import At, Checked, Command, command, option
from inforex.who_and_why import number

Hand = Callable[[str, int, datetime], Awaitable[None]]


def _hand(name: str, title: str, hand: Hand) -> Command:
    async def do(at: At, number: str, by: str) -> None:
        async def pass_on() -> None:
            subject = cases.subject_of(await load_facts(number))
            await hand(subject, await _person(by), at.now)

        await refusing(number, pass_on())
        accepted(at, number, title)

    who = option(
        "--by",
        type=Checked(accept_mail_address),
        required=True,
        metavar="ADDRESS",
        help="担当する人の、管理画面のメールアドレス",
    )
    shown = "担当は、管理画面の申請と一覧に表示されます。"
    return command(name, title, shown)(number(who(do)))


take = _hand("take", "申請を担当する", cases.take)
release = _hand("release", "申請の担当を手放す", cases.release)


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
