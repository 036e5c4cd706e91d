"""Locks of accounts are waited for, and an account is that of its own company."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context

import pytest

from db.engine import transaction
from db.members.account_facts import (
    AccountNotInUseError,
    NoSuchAccountError,
    lock_account,
    lock_accounts,
    lock_all_accounts,
    lock_chosen_accounts,
    lock_own_data,
)
from db.members.sessions import Member, end_other_sessions, end_sessions_of_company
from db.tables.companies import Account, Company
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager
from rig.waiting import until
from tests.accounts import other_id_manager

LOCKS: dict[str, Callable[[Ids, int], Awaitable[object]]] = {
    "one": lambda ids, _: lock_account(ids.company_id, ids.account_id),
    "by keys": lambda _, account: lock_accounts([account]),
    "chosen": lambda ids, _: lock_chosen_accounts(ids.company_id, [ids.account_id]),
    "all": lambda ids, _: lock_all_accounts(ids.company_id),
    "own": lambda _, account: lock_own_data(account),
    "ends a company's sessions": lambda ids, _: end_sessions_of_company(ids.company_id),
    "ends other sessions": lambda ids, account: end_other_sessions(
        _member(ids, account), "", now()
    ),
}


def _member(ids: Ids, account: int) -> Member:
    at = now()
    return Member(account, ids.company_id, "", ids.account_id, "id_manager", "", at, at)


@pytest.mark.parametrize("which", LOCKS)
async def test_whoever_locks_an_account_waits_for_whoever_changes_it(
    applications: Applications, which: str
) -> None:
    ids = await id_manager(applications)
    account = (await ids.account()).id

    async def lock() -> None:
        async with transaction():
            await LOCKS[which](ids, account)

    async def waits_or_is_over() -> bool:
        waiting = await Account.raw("SELECT FROM pg_locks WHERE NOT granted")
        return bool(waiting) or locking.done()

    async with transaction():
        await ids.change(department="総務部")
        locking = asyncio.create_task(lock(), context=Context())
        await until(waits_or_is_over, "the lock to be waited for")
        assert not locking.done()
    await locking


async def test_chosen_accounts_are_all_there_and_of_the_own_company(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    other = await other_id_manager(applications)
    assert manager.account_id == other.account_id
    await colleague(manager)
    async with transaction():
        for chosen in (["001"], ["001", "002"]):
            locked = await lock_chosen_accounts(manager.company_id, chosen)
            assert [each.account_id for each in locked] == chosen
            assert {each.company_id for each in locked} == {manager.company_id}
        with pytest.raises(NoSuchAccountError):
            await lock_chosen_accounts(other.company_id, ["001", "002"])
        for ids in (manager, Ids(manager.company_id, "002"), other):
            one = await lock_account(ids.company_id, ids.account_id)
            assert (one.company_id, one.account_id) == (ids.company_id, ids.account_id)


@pytest.mark.parametrize("column", ["suspended_at", "ended_at"])
async def test_nobody_of_a_company_that_is_out_acts_upon_own_data(
    applications: Applications, column: str
) -> None:
    ids = await id_manager(applications)
    account = (await ids.account()).id
    await Company.update({column: now()}).where(Company.company_id == ids.company_id)
    with pytest.raises(AccountNotInUseError):
        await lock_own_data(account)


async def test_nobody_who_is_stopped_acts_upon_own_data(applications: Applications) -> None:
    user = await colleague(await id_manager(applications))
    await user.change(state="stopped")
    with pytest.raises(AccountNotInUseError):
        await lock_own_data((await user.account()).id)
