"""S39: the database itself keeps the ID manager of a company that lives, whatever is sent to it."""

import asyncio

import asyncpg
import pytest

from db.company_data import lock_company
from db.engine import ENGINE, transaction
from db.tables.companies import Account, Company
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager

DOWN = "UPDATE account SET role = 'user' WHERE company = {} AND account_id = '001'"
UP = "UPDATE account SET role = 'id_manager' WHERE company = {} AND account_id = {}"


async def managers(company_id: str) -> list[str]:
    rows = await Account.select(Account.account_id).where(
        Account.company == company_id, Account.role == "id_manager"
    )
    return [row["account_id"] for row in rows]


@pytest.mark.parametrize(
    "statement",
    [
        DOWN,
        "UPDATE account SET state = 'stopped' WHERE company = {}",
        "DELETE FROM account WHERE company = {} AND account_id = '001'",
        "DELETE FROM account WHERE company = {}",
    ],
)
async def test_s39_no_statement_takes_the_id_manager_of_a_company_that_lives(
    applications: Applications, statement: str
) -> None:
    manager = await id_manager(applications)
    await colleague(manager)
    with pytest.raises(asyncpg.CheckViolationError, match="without an ID manager"):
        await Account.raw(statement, manager.company_id)
    assert await managers(manager.company_id) == ["001"]


async def test_s39_the_role_moves_within_one_transaction_and_not_over_two(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    await colleague(manager)
    async with transaction():
        await Account.raw(DOWN, manager.company_id)
        await Account.raw(UP, manager.company_id, "002")
    assert await managers(manager.company_id) == ["002"]


async def test_s39_who_takes_the_role_cannot_be_deleted_by_who_waited(
    applications: Applications,
) -> None:
    """The deletion waits for the row, and is looked at again when it has it."""
    manager = await id_manager(applications)
    other = await colleague(manager)
    key = (await other.account()).id
    async with transaction():
        await Account.raw(DOWN, manager.company_id)
        await Account.raw(UP, manager.company_id, "002")
        deleting = asyncio.create_task(_apart("DELETE FROM account WHERE id = $1", key))
        await _waits_for_a_lock(deleting)
    with pytest.raises(asyncpg.CheckViolationError):
        await deleting
    assert await managers(manager.company_id) == ["002"]


async def test_s39_a_company_is_not_revived_while_its_id_manager_goes(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    company = manager.company_id
    await Company.update({Company.ended_at: now()}).where(Company.company_id == company)
    async with transaction():
        await Company.update({Company.ended_at: None}).where(Company.company_id == company)
        going = asyncio.create_task(_apart("DELETE FROM account WHERE company = $1", company))
        await _waits_for_a_lock(going)
    with pytest.raises(asyncpg.CheckViolationError):
        await going
    assert await managers(company) == ["001"]


async def test_s39_of_a_company_that_ended_all_accounts_go(applications: Applications) -> None:
    manager = await id_manager(applications)
    async with transaction():
        await manager.change(state="stopped")
        await Company.update({Company.ended_at: now()}).where(
            Company.company_id == manager.company_id
        )
    await Account.delete().where(Account.company == manager.company_id)
    with pytest.raises(asyncpg.CheckViolationError):
        await Company.update({Company.ended_at: None}).where(
            Company.company_id == manager.company_id
        )


async def test_s39_a_company_that_was_taken_over_begins_with_its_id_manager(
    applications: Applications,
) -> None:
    """Nobody is in it yet; whoever comes first is the ID manager."""
    await id_manager(applications)
    row = (
        await Company.select(Company.company_id).where(Company.application_number.is_null()).first()
    )
    assert row is not None
    first = Ids(row["company_id"], "001")
    with pytest.raises(asyncpg.CheckViolationError):
        await colleague(first)
    async with transaction():
        await colleague(first, "001")
        await first.change(role="id_manager")
    assert await managers(first.company_id) == ["001"]


async def test_s39_an_invited_id_manager_comes_in_while_the_company_is_locked(
    applications: Applications,
) -> None:
    """Who holds the company may wait for the account, so this must not wait for the company."""
    manager = await id_manager(applications)
    await manager.change(state="invited")
    async with transaction(), asyncio.timeout(60):
        await lock_company(manager.company_id)
        await _apart("UPDATE account SET state = 'active' WHERE company = $1", manager.company_id)
    assert (await manager.account()).state == "active"


async def _apart(statement: str, value: object) -> None:
    """Run it on a connection of its own."""
    async with ENGINE.pooled() as connection:
        await connection.execute(statement, value)


async def _waits_for_a_lock(task: asyncio.Task[None]) -> None:
    """Come back when the statement of that task waits for what this transaction holds."""
    while not task.done():
        rows = await Account.raw(
            "SELECT FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        if rows:
            return
        await asyncio.sleep(0.01)
