"""Whoever locks one of many keeps nobody waiting who is about another."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context

import pytest

from db.company_data import lock_company
from db.console.administrators import _lock_person
from db.console.replies import Reply, _lock_reply, add_reply, written_replies
from db.console.stopped import _lock as lock_process
from db.console.wholesalers import _lock_wholesaler
from db.engine import transaction
from db.enrolment.facts import lock_application
from db.identity.credentials import lock_credentials
from db.identity.second_factors import new_recovery_codes
from db.mailing.mails import first_written
from db.members.account_batches import do_batch, find_batch, keep_batch
from db.members.account_facts import (
    lock_account,
    lock_accounts,
    lock_all_accounts,
    lock_chosen_accounts,
    lock_own_data,
)
from db.tables.operation import Outbox
from db.troubles import note
from domain.account_batches import AskedRow, BatchFile, BatchKind
from domain.console_roles import Role
from domain.needs import TroubleKind
from rig.applications import Applications, another_form, now
from rig.console.acts import WHY
from rig.console.staff import person
from rig.members import Ids, colleague, id_manager
from rig.second_factors import turned_on
from tests.accounts import other_id_manager

Lock = Callable[[Ids], Awaitable[None]]


async def key_of(ids: Ids) -> int:
    return int((await ids.account()).id)


async def by_number(ids: Ids) -> None:
    await lock_account(ids.company_id, ids.account_id)


async def chosen(ids: Ids) -> None:
    await lock_chosen_accounts(ids.company_id, [ids.account_id])


async def by_key(ids: Ids) -> None:
    await lock_accounts([await key_of(ids)])


async def own(ids: Ids) -> None:
    await lock_own_data(await key_of(ids))


async def login(ids: Ids) -> None:
    assert await lock_credentials(await ids.credentials())


async def locked(table: str) -> int:
    """How many rows of a table somebody else has locked by now."""

    async def free() -> int:
        async with transaction():
            return len(await Outbox.raw(f"SELECT FROM {table} FOR UPDATE SKIP LOCKED"))

    there = await Outbox.raw(f"SELECT FROM {table}")
    return len(there) - await asyncio.create_task(free(), context=Context())


@pytest.mark.parametrize("lock", [by_number, chosen, by_key, own, login])
async def test_one_account_is_locked(applications: Applications, lock: Lock) -> None:
    ids = await colleague(await id_manager(applications))
    await colleague(await other_id_manager(applications))
    async with transaction():
        await lock(ids)
        assert await locked("account") == 1


async def test_the_accounts_of_one_company_are_locked(applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    await other_id_manager(applications)
    async with transaction():
        await lock_all_accounts(ids.company_id)
        assert await locked("account") == 2


async def test_one_company_is_locked(applications: Applications) -> None:
    ids = await id_manager(applications)
    async with transaction():
        await lock_company(ids.company_id)
        assert await locked("company") == 1


async def test_one_application_and_one_mail_are_locked(applications: Applications) -> None:
    number = await applications.submitted()
    await applications.submitted("b@shinki.example", another_form())

    async def write() -> str:
        assert await locked("mail") == 1
        return "written"

    async with transaction():
        await lock_application(number)
        assert await locked("application") == 1
        assert await first_written(f"{number}/invitation/1", write) == "written"


async def test_one_batch_of_accounts_is_locked(applications: Applications) -> None:
    batch = BatchFile((AskedRow(2, "002", {}),))
    for manager in (await other_id_manager(applications), await id_manager(applications)):
        await colleague(manager)
        number = await keep_batch(manager.company_id, BatchKind.STOP, batch, now())
    found = await find_batch(number, manager.company_id, "001")
    assert found is not None
    async with transaction():
        await do_batch(number, manager.company_id, "001", found.seen, now())
        assert await locked("account_batch") == 1


async def test_one_second_factor_is_locked(applications: Applications) -> None:
    for owner in ("account:1", "account:2"):
        await turned_on(owner, applications.settings, now())
    async with transaction():
        await new_recovery_codes("account:1")
        assert await locked("second_factor") == 1


async def test_one_thing_of_the_console_is_locked(applications: Applications) -> None:
    number = await applications.invited()
    for process in (number, await applications.invited("b@shinki.example")):
        await note(process, TroubleKind.STEP_FAILING, "KeyError", now())
    for title in ("一", "二"):
        await add_reply(Reply(title, "本文"), WHY, now())
    await person()
    someone = await person(role=Role.VIEWER)
    await person(mail_address="other@inforex.example", role=Role.VIEWER)
    (_, reply) = await written_replies()
    async with transaction():
        await lock_process(number)
        assert await locked("trouble") == 1
        assert await _lock_reply(reply.reply) == Reply(reply.title, reply.text)
        assert await locked("saved_reply") == 1
        assert (await _lock_wholesaler(2)).name == "例示菓子販売株式会社"
        assert await locked("certifying_wholesaler") == 1
        administrators = await locked("administrator")
        await _lock_person(someone.administrator)
        assert administrators == 0
        assert await locked("administrator") == 2  # the person, and the one who administers
