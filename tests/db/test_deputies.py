"""A deputy is asked and consents: guarded, audited, told, once; and what the database guards."""

import asyncio

import asyncpg
import pytest

from db.engine import transaction
from db.members import sessions
from db.members.account_facts import AccountMovedOnError, NotTheIdManagerError
from db.members.deputies import (
    AppointmentOverError,
    Bounds,
    TooManyManagersError,
    accept,
    appoint,
    dismiss,
    withdraw,
)
from db.tables.companies import Account
from db.tables.operation import Mail
from rig.applications import Applications, now
from rig.deputies import BOUNDS, asked_to_be_deputy, deputy, logged_in, member_of
from rig.members import colleague, id_manager
from tests.db.appointments import LATER, consent, role_of, tags, three, told


async def test_whoever_is_asked_is_told_and_is_a_user_until_they_consent(
    applications: Applications,
) -> None:
    manager, other, _ = await three(applications)
    await asked_to_be_deputy(manager, other)
    assert (await told("deputy_asked"), await told("deputy_asking")) == ({"002"}, {"001"})
    assert await role_of(other) == "user"
    await consent(other)
    assert await role_of(other) == "deputy"
    assert await told("deputy_begun") == {"001", "002"}
    assert await tags() == ["id_manager:deputy:ask", "member:deputy:accept"]


async def test_s16_consent_renews_the_session_and_ends_the_others(
    applications: Applications,
) -> None:
    manager, other, _ = await three(applications)
    await asked_to_be_deputy(manager, other)
    _, elsewhere = await logged_in(other)
    renewed = await sessions.find(await consent(other), now())
    assert renewed is not None
    assert renewed.manages
    assert not renewed.is_principal
    assert await sessions.find(elsewhere, now()) is None


async def test_a_deputy_appoints_and_the_principal_hears_of_it(applications: Applications) -> None:
    manager, other, third = await three(applications)
    await deputy(manager, other)
    await asked_to_be_deputy(other, third)
    assert await told("deputy_asking") == {"001", "002"}


async def test_there_are_no_more_id_managers_than_the_setting_says(
    applications: Applications,
) -> None:
    manager, other, third = await three(applications)
    fourth = await colleague(manager, "004")
    await asked_to_be_deputy(manager, other)
    await asked_to_be_deputy(manager, third)
    by = await member_of(manager)
    with pytest.raises(TooManyManagersError):
        await appoint(by, fourth.account_id, BOUNDS, now())
    # What nobody answers in time makes room.
    await appoint(by, fourth.account_id, BOUNDS, now() + LATER)


async def test_a_setting_that_became_smaller_counts_when_somebody_consents(
    applications: Applications,
) -> None:
    manager, other, _ = await three(applications)
    await asked_to_be_deputy(manager, other)
    member, session = await logged_in(other)
    with pytest.raises(TooManyManagersError):
        await accept(member, 1, session=session, now=now())


async def test_of_many_who_ask_at_once_no_more_are_asked_than_there_is_room_for(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    people = [await colleague(manager, f"{number:03}") for number in range(2, 8)]
    by = await member_of(manager)
    done = await asyncio.gather(
        *(appoint(by, person.account_id, BOUNDS, now()) for person in people),
        return_exceptions=True,
    )
    assert sum(isinstance(each, TooManyManagersError) for each in done) == len(people) - 2


async def test_of_two_consents_at_once_one_counts(applications: Applications) -> None:
    manager, other, _ = await three(applications)
    await asked_to_be_deputy(manager, other)
    member, session = await logged_in(other)
    done = await asyncio.gather(
        *(accept(member, BOUNDS.most, session=session, now=now()) for _ in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, AppointmentOverError) for each in done) == 3
    assert await Mail.count().where(Mail.kind == "deputy_begun") == 2


@pytest.mark.parametrize("state", ["invited", "stopped"])
async def test_only_a_user_in_use_is_asked_and_only_once(
    applications: Applications, state: str
) -> None:
    manager, other, third = await three(applications)
    await third.change(state=state)
    await asked_to_be_deputy(manager, other)
    by = await member_of(manager)
    for person in (manager, other, third):
        with pytest.raises(AccountMovedOnError):
            await appoint(by, person.account_id, BOUNDS, now())


async def test_who_lost_the_role_a_moment_ago_neither_asks_nor_takes_back(
    applications: Applications,
) -> None:
    manager, other, third = await three(applications)
    await deputy(manager, other)
    by = await member_of(other)
    await dismiss(await member_of(manager), other.account_id, now())
    with pytest.raises(NotTheIdManagerError):
        await appoint(by, third.account_id, BOUNDS, now())
    await asked_to_be_deputy(manager, third)
    with pytest.raises(NotTheIdManagerError):
        await withdraw(by, third.account_id, now())


async def test_a_bound_of_one_asks_nobody(applications: Applications) -> None:
    manager, other, _ = await three(applications)
    with pytest.raises(TooManyManagersError):
        await appoint(await member_of(manager), other.account_id, Bounds(1, BOUNDS.lifetime), now())


@pytest.mark.parametrize(
    "change", [{"role": "deputy"}, {"role": "deputy", "state": "stopped"}, {"role": "boss"}]
)
async def test_s39_the_database_itself_knows_no_deputy_without_consent(
    applications: Applications, change: dict[str, str]
) -> None:
    _, other, _ = await three(applications)
    with pytest.raises(asyncpg.CheckViolationError):
        await other.change(**change)
    assert await role_of(other) == "user"


async def test_s39_the_database_itself_stops_no_deputy_who_stays_one(
    applications: Applications,
) -> None:
    manager, other, _ = await three(applications)
    await deputy(manager, other)
    with pytest.raises(asyncpg.CheckViolationError):
        await other.change(state="stopped")


async def test_s39_the_principal_does_not_go_while_there_are_deputies(
    applications: Applications,
) -> None:
    manager, other, _ = await three(applications)
    await deputy(manager, other)
    with pytest.raises(asyncpg.CheckViolationError):
        async with transaction():
            await manager.change(role="deputy")
    assert await Account.count().where(Account.role == "id_manager") >= 1
