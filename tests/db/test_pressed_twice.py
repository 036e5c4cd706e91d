"""A button that is pressed several times at the same moment does what it does once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import pytest

from db.audit import ActSubject
from db.console import accounts as by_administrators
from db.console.cases import add_note, assign, in_hand, notes_about
from db.console.replies import Reply, add_reply, change_reply, written_replies
from db.console.wholesalers import acts_about, change_wholesaler, load_wholesaler
from db.enrolment.wholesaler_questions import ask_about_wholesaler
from db.members.account_batches import keep_batch
from db.members.account_csv import answer_apostrophes, keep_import
from db.members.account_invitations import invite_again, send_password_link
from db.members.account_links import link_works, revoke_account_links
from db.members.own_address import ask_to_confirm
from db.members.recovery import send_recovery
from db.tables.administration import ConsoleAct
from db.tables.enrolment import WholesalerQuestion
from db.tables.members import AccountBatch, AccountImport
from db.tables.operation import AuditEvent
from domain.account_batches import AskedRow, BatchFile, BatchKind
from domain.account_csv import AccountFile, Apostrophes, TypedRow
from domain.enrolment.form import Missing
from domain.limits import PRESSED_TWICE
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.console.acts import GROUND, WHY, news_of
from rig.console.staff import person
from rig.members import Ids, colleague, id_manager
from rig.own_data import NEW_ADDRESS, letters
from settings import Settings
from tests.accounts import invited

Press = Callable[[], Awaitable[object]]


async def pressed(press: Press) -> list[object]:
    """What came of three at the same moment, and of one more."""
    at_once = await asyncio.gather(*(press() for _ in range(3)))
    return [*at_once, await press()]


async def test_a_note_is_written_once(applications: Applications) -> None:
    manager = await id_manager(applications)
    for about in (
        ActSubject(await applications.invited()),
        ActSubject(company_id=manager.company_id),
    ):
        await pressed(
            lambda about=about: add_note(  # type: ignore[misc]  # mypy types no lambda's default
                about, "電話しました。", written_by="a@b.example", administrator=1, now=now()
            )
        )
        assert len(await notes_about(about)) == 1
    assert await AuditEvent.count().where(AuditEvent.tag == "administrator:note:add") == 2


async def test_a_file_that_is_sent_takes_the_place_of_every_other(
    applications: Applications,
) -> None:
    """Else an account could be issued twice: from the one, and from the other."""
    company = (await id_manager(applications)).company_id
    stop = BatchKind.STOP

    async def keep(line: int, at: datetime) -> tuple[int, int]:
        file = AccountFile((TypedRow(line, {"person_name": "山田"}),))
        asked = BatchFile((AskedRow(line, "002"),))
        return await keep_import(company, file, at), await keep_batch(company, stop, asked, at)

    at_once = await asyncio.gather(*(keep(2, now()) for _ in range(5)))
    assert len(set(at_once)) == 1, "the page that each answer leads to is there"
    others = [at_once[0], await keep(3, now()), await keep(3, now() + PRESSED_TWICE)]
    for kept in zip(*others, strict=True):
        assert len(set(kept)) == 3
    assert (await AccountImport.count(), await AccountBatch.count()) == (1, 1)


async def test_what_was_answered_or_done_is_not_the_same_file(applications: Applications) -> None:
    manager = await id_manager(applications)
    company, file = manager.company_id, AccountFile(())
    number = await keep_import(company, file, now())
    await answer_apostrophes(number, company, Apostrophes.KEEP)
    assert await keep_import(company, file, now()) != number
    asked, stop = BatchFile((AskedRow(2, "002"),)), BatchKind.STOP
    number = await keep_batch(company, stop, asked, now())
    assert await keep_batch(company, BatchKind.DELETE, asked, now()) != number
    number = await keep_batch(company, stop, asked, now())
    await AccountBatch.update(done_at=now()).where(AccountBatch.id == number)
    assert await keep_batch(company, stop, asked, now()) != number


async def test_what_an_applicant_misses_is_told_once(applications: Applications) -> None:
    number, policy = await applications.invited(), applications.settings.policy
    missing = Missing.WHOLESALER
    await pressed(
        lambda: ask_about_wholesaler(number, missing, "北国食品卸", "", policy=policy, now=now())
    )
    assert await WholesalerQuestion.count() == 1
    assert await news_of(number, "need_changed") == 1
    await ask_about_wholesaler(number, missing, "南国食品卸", "", policy=policy, now=now())
    assert await news_of(number, "need_changed") == 2


async def test_a_case_is_given_once_and_who_pressed_twice_is_not_refused(
    applications: Applications,
) -> None:
    subject = await applications.invited()
    to, by = (await person("helpdesk")).administrator, (await person()).administrator
    await pressed(lambda: assign(subject, to, by, now(), instead_of=None))
    case = await in_hand(subject)
    assert case is not None
    assert case.administrator == to
    assert await AuditEvent.count().where(AuditEvent.tag == "administrator:case:assign") == 1


@pytest.mark.usefixtures("pool")
async def test_a_change_of_a_register_is_recorded_once() -> None:
    entry = replace((await load_wholesaler(1)).entry, telephone="03-0000-8888")
    await pressed(lambda: change_wholesaler(1, entry, WHY, now()))
    assert len(await acts_about(1)) == 1
    await add_reply(Reply("書類の不備", "もう一度お送りください。"), WHY, now())
    (written,) = await written_replies()
    reply = Reply(written.title, "確認できませんでした。")
    await pressed(lambda: change_reply(written.reply, reply, WHY, now()))
    changes = ConsoleAct.tag == "administrator:reply:change"
    assert await ConsoleAct.count().where(changes) == 1


async def _reset(ids: Ids, settings: Settings) -> str | None:
    return await send_password_link(*_of(ids), "001", settings.link_keys, now())


async def _reset_by_the_operator(ids: Ids, settings: Settings) -> str | None:
    keys = settings.link_keys
    return await by_administrators.send_password_link(*_of(ids), WHY, GROUND, keys=keys, now=now())


async def _recovery(ids: Ids, settings: Settings) -> str | None:
    address = (await ids.account()).mail_address
    return await send_recovery(ids.company_id, address, settings.link_keys, now())


async def _new_address(ids: Ids, settings: Settings) -> str | None:
    account = (await ids.account()).id
    return await ask_to_confirm(account, NEW_ADDRESS, settings.link_keys, now())


def _of(ids: Ids) -> tuple[str, str]:
    return ids.company_id, ids.account_id


Send = Callable[[Ids, Settings], Awaitable[str | None]]


@pytest.mark.parametrize(
    ("send", "purpose", "mails"),
    [
        (_reset, Purpose.PASSWORD, 1),
        (_reset_by_the_operator, Purpose.PASSWORD, 1),
        (_recovery, Purpose.PASSWORD, 1),
        (_new_address, Purpose.ADDRESS, 2),
    ],
)
async def test_a_link_is_mailed_once_and_works(
    applications: Applications, settings: Settings, send: Send, purpose: Purpose, mails: int
) -> None:
    """Else whoever opens the first of two mails is told that its link is void."""
    ids = await colleague(await id_manager(applications))
    account = (await ids.account()).id
    sent = await pressed(lambda: send(ids, settings))
    assert len([process for process in sent if process]) == 1
    assert len(await letters()) == mails
    assert await link_works(purpose, account, 1, now())
    await revoke_account_links(purpose, account, now())
    assert await send(ids, settings), "what was taken back may be sent again at once"


async def test_an_invitation_is_sent_again_once(
    applications: Applications, settings: Settings
) -> None:
    ids = await invited(await id_manager(applications), settings)
    account = (await ids.account()).id
    at, keys = now(), settings.link_keys
    sent = await pressed(lambda: invite_again(*_of(ids), "001", keys, at))
    assert len([process for process in sent if process]) == 1
    assert await link_works(Purpose.INVITATION, account, 2, now())
    assert await invite_again(*_of(ids), "001", keys, at + PRESSED_TWICE)
