"""The ways that people take from their first mail to the end, each through other acts."""

from collections.abc import Awaitable, Callable

from domain.enrolment.stages import Part, ReviewChoice
from rig.chaos.people import Person
from rig.whole.maker import RECEIPT, WELCOME

RETURNED = "【Inforex】加入申請の内容をご確認ください"
DECLINED = "【Inforex】お取引確認の結果について"
TURNED_DOWN = "【Inforex】加入申請の審査結果について"


async def approved(one: Person) -> None:
    await one.enrols()
    await one.approves()
    await one.gets_mail(WELCOME)


async def approved_and_goes_on(one: Person) -> None:
    await one.enrols()
    await one.approves()
    await one.issues_an_account()


async def declined_then_another(one: Person) -> None:
    await one.enrols()
    await one.declines()
    await one.gets_mail(DECLINED)
    link = await one.status_link(DECLINED)
    await one.names_another_contact(link, "申請内容を修正する", "修正して申請する")
    await one.approves()
    await one.gets_mail(WELCOME)


async def withdrawn(one: Person) -> None:
    await one.enrols()
    await one.withdraws()


async def declined_then_withdrawn(one: Person) -> None:
    await one.enrols()
    await one.declines()
    await one.gets_mail(DECLINED)
    await one.withdraws()


async def contact_changed(one: Person) -> None:
    await one.enrols()
    link = await one.status_link(RECEIPT)
    await one.is_asked_as_the_contact()
    await one.names_another_contact(link, "卸担当者を変更する", "卸担当者を変更する")
    await one.approves()
    await one.gets_mail(WELCOME)


async def disputed(one: Person) -> None:
    await one.enrols()
    await one.approves()
    await one.gets_mail(WELCOME)
    await one.disputes()


async def cleared(one: Person) -> None:
    await one.enrols(contact=f"contact@{one.name}-unregistered.example")
    await one.is_reviewed(ReviewChoice.CLEAR)
    await one.approves()
    await one.gets_mail(WELCOME)


async def sent_back(one: Person) -> None:
    await one.enrols(contact=f"contact@{one.name}-unregistered.example")
    await one.is_reviewed(ReviewChoice.RETURN, Part.WHOLESALER)
    link = await one.status_link(RETURNED)
    await one.names_another_contact(link, "申請内容を修正する", "修正して申請する")
    await one.approves()
    await one.gets_mail(WELCOME)


async def turned_down(one: Person) -> None:
    await one.enrols(contact=f"contact@{one.name}-unregistered.example")
    await one.is_reviewed(ReviewChoice.DECLINE)
    await one.gets_mail(TURNED_DOWN)


LIVES: tuple[Callable[[Person], Awaitable[None]], ...] = (
    approved_and_goes_on,
    declined_then_another,
    disputed,
    sent_back,
    withdrawn,
    approved,
    contact_changed,
    cleared,
    declined_then_withdrawn,
    turned_down,
)
EVERY_ACT = 5
"""In so many lives, the first ones, all is done that people do."""
