"""What is done to one account, or to one company, changes nothing of anybody else's."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from db.companies.cancellations import undo_cancellation
from db.companies.company_changes import withdraw_company_change
from db.companies.steps import close_change, end_company, remind_of_cancellation
from db.company_data import change_head_office, load_company
from db.console.company_acts import lift_suspension, suspend
from db.identity import second_factors
from db.identity.credentials import store_rehash
from db.identity.login import CodeAttempt, begin_by_code, waiting_login
from db.identity.login_records import Origin
from db.identity.sessions import begin, end
from db.members import own_login, sessions
from db.members.account_batches import do_batch, find_batch, keep_batch
from db.members.account_changes import (
    change_account,
    delete_account,
    restart_account,
    stop_account,
)
from db.members.account_csv import answer_apostrophes, find_import, issue_import, keep_import
from db.members.account_invitations import accept_invitation, send_password_link
from db.members.deputies import accept, resign
from db.members.own_address import ask_to_confirm, call_off_address, confirm_address
from db.members.role_handover import hand_over, load_successor
from domain.account_batches import AskedRow, BatchFile, BatchKind
from domain.account_csv import AccountFile, Apostrophes, TypedRow
from domain.companies.company_change import ChangeChoice
from domain.logins import MEMBERS
from domain.tokens import Purpose
from rig.access import account_of
from rig.applications import HASH, WHY, Applications, now
from rig.companies import ADMINISTRATORS, cancellation_begun, change_asked_for, decide
from rig.deputies import BOUNDS, asked_to_be_deputy, logged_in
from rig.members import Ids, colleague, id_manager
from rig.own_data import NEW_ADDRESS, found_link, session_of
from rig.second_factors import ask_for_code, turned_on
from tests.accounts import PERSON, invited, other_id_manager
from tests.rows import nobody_else, rows_of

HERE = Origin(browser="", network="192.0.2.1")
DAY = timedelta(days=1)
ADDRESS = "somewhere@shinki-shokuhin.example"
PEOPLE = AccountFile((TypedRow(2, asdict(PERSON)),))
ANOTHER = AccountFile((TypedRow(2, asdict(replace(PERSON, mail_address=ADDRESS))),))
STOP = BatchFile((AskedRow(2, "002", {}),))
NOBODY = BatchFile((AskedRow(2, "003", {}),))


async def moved_in(applications: Applications, manager: Ids) -> tuple[Ids, Ids, Ids]:
    """Give a company people who are half-way through all that can be begun; 003 is invited."""
    keys, person = applications.settings.link_keys, await colleague(manager)
    new = await invited(manager, applications.settings)
    for ids in (manager, person):
        account = (await ids.account()).id
        await turned_on(MEMBERS.owner(account), applications.settings, now() - DAY)
        await session_of(ids)
        await ask_for_code(await ids.credentials(), now())
        await ask_to_confirm(account, NEW_ADDRESS, keys, now())
    await send_password_link(*account_of(person), "001", keys, now())
    await change_asked_for(manager)
    await cancellation_begun(manager)
    await keep_import(manager.company_id, PEOPLE, now())
    await keep_batch(manager.company_id, BatchKind.STOP, STOP, now())
    await asked_to_be_deputy(manager, person)
    return manager, person, new


@pytest.fixture
async def people(applications: Applications) -> tuple[Ids, Ids, Ids]:
    """主担当, a user and an invited person of a company; another one has the same."""
    await moved_in(applications, await other_id_manager(applications))
    return await moved_in(applications, await id_manager(applications))


async def test_logins_of_one_account_change_no_other(
    applications: Applications, people: tuple[Ids, Ids, Ids]
) -> None:
    _, ids, _ = people
    keys, owner = applications.settings.link_keys, MEMBERS.owner((await ids.account()).id)
    async with nobody_else(*await rows_of(ids)):
        member, session = await logged_in(ids)
        await own_login.turn_off(member, now())
        app = await turned_on(owner, applications.settings, now())
        for code, recovery in ((app.code(now()), False), (app.recovery_codes[0], True)):
            token = await ask_for_code(await ids.credentials(), now())
            assert token is not None
            attempt = CodeAttempt(token, code, recovery, HERE, replaces=session)
            waiting = await waiting_login(MEMBERS, token, now())
            assert await begin_by_code(attempt, waiting, keys, now())
        await own_login.renew_recovery_codes(member, now())
        await second_factors.offer(owner, keys, now())
        await store_rehash(await ids.credentials(), HASH + " ")
        session = await begin(await ids.credentials(), HERE, replaces=session, now=now()) or ""
        await own_login.change_password(await ids.credentials(), HASH, session=session, now=now())
        (mine, *_) = await sessions.own_sessions(member, session, now())
        await sessions.end_own_session(member, mine.key, now())
        await end(MEMBERS, await session_of(ids), now())
        await begin(await ids.credentials(), HERE, replaces=None, now=now() + DAY)


async def test_what_is_done_to_one_account_changes_no_other(
    applications: Applications, people: tuple[Ids, Ids, Ids]
) -> None:
    _, ids, new = people
    keys, which = applications.settings.link_keys, (*account_of(ids), "001")
    account = (await ids.account()).id
    async with nobody_else(*await rows_of(ids), *await rows_of(new)):
        await accept_invitation(
            await found_link(applications, new, Purpose.INVITATION), HASH, now()
        )
        await call_off_address(account, now())
        await ask_to_confirm(account, ADDRESS, keys, now())
        await confirm_address(await found_link(applications, ids, Purpose.ADDRESS, 2), now())
        await send_password_link(*which, keys, now())
        await own_login.reset_password(
            await found_link(applications, ids, Purpose.PASSWORD, 2), HASH, now()
        )
        await change_account(*which, replace(PERSON, person_name="別の 名前"), keys=keys, now=now())
        member, session = await logged_in(ids)
        session = (await accept(member, BOUNDS.most, session=session, now=now())).identifier
        await resign(member, session=session, now=now())
        await stop_account(*which, now())
        await restart_account(*which, now())
        await delete_account(*which, now())


async def test_a_role_that_is_handed_over_changes_two_accounts(
    people: tuple[Ids, Ids, Ids],
) -> None:
    manager, ids, _ = people
    await colleague(manager, "004")
    async with nobody_else(*await rows_of(manager), *await rows_of(ids)):
        member, session = await logged_in(manager)
        successor = await load_successor(*account_of(ids))
        assert successor is not None
        await hand_over(member, successor, session=session, now=now())


async def test_what_is_done_to_a_company_changes_no_other(
    applications: Applications, people: tuple[Ids, Ids, Ids]
) -> None:
    manager, keys = people[0], applications.settings.link_keys
    company = manager.company_id
    whose = [piece for ids in people for piece in await rows_of(ids)]
    async with nobody_else(f'"company": "{company}"', f'"company_id": "{company}"', *whose):
        office = (await load_company(company)).office
        await change_head_office(company, "001", replace(office, address="二丁目"), now())
        await withdraw_company_change(company, "001", now())
        change = await change_asked_for(manager)
        await decide(change, ChangeChoice.APPROVE)
        await close_change(change, ADMINISTRATORS, now())
        number = await keep_import(company, ANOTHER, now())
        await answer_apostrophes(number, company, Apostrophes.KEEP)
        kept = await find_import(number, company)
        assert kept is not None
        await issue_import(kept, company, "001", keys, now())
        number = await keep_batch(company, BatchKind.STOP, NOBODY, now())
        number = await keep_batch(company, BatchKind.STOP, STOP, now())
        batch = await find_batch(number, company, "001")
        assert batch is not None
        await do_batch(number, company, "001", batch.seen, now())
        await suspend(company, WHY, now())
        await lift_suspension(company, WHY, now())
        await undo_cancellation(company, "001", now())
        cancellation = await cancellation_begun(manager)
        await remind_of_cancellation(cancellation, now() + 29 * DAY, now())
        await end_company(cancellation, now() + 31 * DAY, ADMINISTRATORS, now())
