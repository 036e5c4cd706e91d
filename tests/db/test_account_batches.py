"""Many accounts are stopped, deleted or changed as a whole, once, or not at all."""

import asyncio

import pytest

from db.engine import transaction
from db.members.account_batches import (
    BatchChangedError,
    KeptBatch,
    do_batch,
    find_batch,
    keep_batch,
)
from db.members.account_changes import delete_account, stop_account
from db.members.sessions import find
from db.tables.companies import Account
from db.tables.members import AccountBatch, RestingNumber
from db.tables.operation import AuditEvent, Mail
from domain.account_batches import AskedRow, BatchFile, BatchKind
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager
from rig.own_data import session_of
from settings import Settings
from tests.accounts import fill, invited, other_id_manager


async def kept(manager: Ids, kind: BatchKind, *account_ids: str, **cells: str) -> KeptBatch:
    rows = tuple(AskedRow(nth, number, cells) for nth, number in enumerate(account_ids, 2))
    number = await keep_batch(manager.company_id, kind, BatchFile(rows), now())
    found = await find_batch(number, manager.company_id, manager.account_id)
    assert found is not None
    return found


async def do(manager: Ids, batch: KeptBatch, seen: str | None = None) -> None:
    word = batch.seen if seen is None else seen
    await do_batch(batch.id, manager.company_id, manager.account_id, word, now())


async def states(manager: Ids) -> dict[str, str]:
    rows = await Account.select().where(Account.company == manager.company_id)
    return {row["account_id"]: row["state"] for row in rows}


async def events(tag: str) -> list[tuple[str, str]]:
    rows = await AuditEvent.select().where(AuditEvent.tag == tag).order_by(AuditEvent.account_id)
    return [(row["account_id"], row["details"]) for row in rows]


async def test_all_are_stopped_with_their_sessions_and_an_event_each(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    one, two = await colleague(manager), await colleague(manager, "003")
    session = await session_of(one)
    batch = await kept(manager, BatchKind.STOP, one.account_id, two.account_id)
    await do(manager, batch)
    assert await states(manager) == {"001": "active", "002": "stopped", "003": "stopped"}
    assert await find(session, now()) is None
    assert await events("id_manager:account:stop") == [
        ("002", '{"by": "001"}'),
        ("003", '{"by": "001"}'),
    ]
    done = await find_batch(batch.id, manager.company_id, manager.account_id)
    assert done
    assert (done.accounts, done.lines, done.done_at is not None) == (2, (), True)


async def test_what_was_done_is_still_found_when_another_is_asked_for(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    for number in ("002", "003"):
        await colleague(manager, number)
    done = await kept(manager, BatchKind.STOP, "002")
    await do(manager, done)
    undone = await kept(manager, BatchKind.STOP, "003")
    await kept(manager, BatchKind.DELETE, "003")
    there = await AccountBatch.select(AccountBatch.id).order_by(AccountBatch.id)
    assert done.id in {row["id"] for row in there}
    assert undone.id not in {row["id"] for row in there}


async def test_all_are_deleted_and_their_numbers_rest(
    applications: Applications, settings: Settings
) -> None:
    manager = await id_manager(applications)
    await colleague(manager)
    await invited(manager, settings)
    await do(manager, await kept(manager, BatchKind.DELETE, "002", "003"))
    assert await states(manager) == {"001": "active"}
    assert await RestingNumber.count() == 2
    assert await Mail.count().where(Mail.state == "queued", Mail.account.is_not_null()) == 0
    assert [account for account, _ in await events("id_manager:account:delete")] == ["002", "003"]


async def test_departments_and_names_are_changed_and_nothing_else(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    await fill(manager, 4)
    before = {row["account_id"]: row for row in await Account.select()}
    batch = await kept(manager, BatchKind.CHANGE, "002", "003", 部署名="総務部")
    await do(manager, batch)
    after = {row["account_id"]: row for row in await Account.select()}
    for number in ("002", "003"):
        assert after[number] == before[number] | {"department": "総務部"}
    assert (after["001"], after["004"]) == (before["001"], before["004"])
    assert await events("id_manager:account:change") == [
        (number, '{"by": "001", "mail_address_changed": false}') for number in ("002", "003")
    ]


async def test_what_is_as_asked_for_already_gets_no_event(applications: Applications) -> None:
    manager = await id_manager(applications)
    await fill(manager, 3)
    await Ids(manager.company_id, "003").change(state="stopped")
    await do(manager, await kept(manager, BatchKind.STOP, "002", "003"))
    assert [account for account, _ in await events("id_manager:account:stop")] == ["002"]


async def test_second_press_does_nothing_more(applications: Applications) -> None:
    manager = await id_manager(applications)
    await fill(manager, 3)
    batch = await kept(manager, BatchKind.STOP, "002", "003")
    await asyncio.gather(*(do(manager, batch) for _ in range(4)))
    assert len(await events("id_manager:account:stop")) == 2


@pytest.mark.parametrize("kind", BatchKind)
async def test_one_account_that_changed_meanwhile_keeps_all_as_they_are(
    applications: Applications, kind: BatchKind
) -> None:
    manager = await id_manager(applications)
    await fill(manager, 3)
    batch = await kept(manager, kind, "002", "003", 部署名="総務部")
    await Ids(manager.company_id, "003").change(person_name="改姓 花子")
    before = await Account.select().order_by(Account.id)
    with pytest.raises(BatchChangedError):
        await do(manager, batch)
    assert await Account.select().order_by(Account.id) == before
    assert await AccountBatch.count().where(AccountBatch.done_at.is_null()) == 1


async def test_an_account_that_is_gone_keeps_all_as_they_are(applications: Applications) -> None:
    manager = await id_manager(applications)
    await fill(manager, 3)
    batch = await kept(manager, BatchKind.STOP, "002", "003")
    await delete_account(manager.company_id, "003", "001", now())
    with pytest.raises(BatchChangedError):
        await do(manager, batch)
    assert await states(manager) == {"001": "active", "002": "active"}


async def test_s39_whoever_is_id_manager_by_now_keeps_all_as_they_are(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    await fill(manager, 3)
    batch = await kept(manager, BatchKind.DELETE, "002", "003")
    async with transaction():
        await manager.change(role="user")
        await Ids(manager.company_id, "003").change(role="id_manager")
    with pytest.raises(BatchChangedError):
        await do(manager, batch)
    again = await find_batch(batch.id, manager.company_id, manager.account_id)
    assert again
    assert again.wrong == 1
    with pytest.raises(BatchChangedError):
        await do(manager, again)
    assert len(await states(manager)) == 3


async def test_newer_batch_takes_the_place_of_one_that_was_not_done(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    await fill(manager, 3)
    old = await kept(manager, BatchKind.STOP, "002")
    await kept(manager, BatchKind.STOP, "003")
    assert await find_batch(old.id, manager.company_id, manager.account_id) is None
    with pytest.raises(BatchChangedError):
        await do(manager, old)
    assert set((await states(manager)).values()) == {"active"}


async def test_a_batch_and_acts_on_its_accounts_at_once_wait_for_each_other(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    await fill(manager, 30)
    batch = await kept(manager, BatchKind.DELETE, *(f"{n:03}" for n in range(2, 31)))
    others = [stop_account(manager.company_id, f"{n:03}", "001", now()) for n in (30, 15, 2)]
    answers = await asyncio.gather(do(manager, batch), *others, return_exceptions=True)
    assert not any(isinstance(answer, TimeoutError) for answer in answers)
    assert len(await states(manager)) in {1, 30}


@pytest.mark.parametrize("number", [0, -1, 2**63])
async def test_number_that_no_batch_has_finds_none(applications: Applications, number: int) -> None:
    manager = await id_manager(applications)
    assert await find_batch(number, manager.company_id, manager.account_id) is None


async def test_batch_of_another_company_is_neither_found_nor_done(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    await colleague(manager)
    other = await other_id_manager(applications)
    batch = await kept(manager, BatchKind.STOP, "002")
    assert await find_batch(batch.id, other.company_id, other.account_id) is None
    with pytest.raises(BatchChangedError):
        await do(other, batch)
    assert set((await states(manager)).values()) == {"active"}
