"""A deputy: asked, consenting or not, and how the role ends; each guarded, audited, told, once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import asyncpg
import pytest

from db.console import accounts as console
from db.engine import transaction
from db.members import sessions
from db.members.account_changes import delete_account, restart_account, stop_account
from db.members.account_facts import (
    AccountMovedOnError,
    NotTheIdManagerError,
    PrincipalOnlyError,
)
from db.members.deputies import (
    AppointmentOverError,
    Bounds,
    TooManyManagersError,
    accept,
    appoint,
    decline,
    dismiss,
    resign,
    withdraw,
)
from db.members.deputy_endings import close_lapsed
from db.members.role_handover import hand_over, load_successor
from db.tables.companies import Account
from db.tables.members import DeputyAppointment
from db.tables.operation import AuditEvent, Mail
from rig.applications import Applications, now
from rig.console.acts import WHY
from rig.deputies import BOUNDS, asked_to_be_deputy, deputy, logged_in, member_of
from rig.members import Ids, colleague, id_manager

LATER = timedelta(days=8)


async def three(applications: Applications) -> tuple[Ids, Ids, Ids]:
    manager = await id_manager(applications)
    return manager, await colleague(manager, "002"), await colleague(manager, "003")


async def role_of(ids: Ids) -> str:
    return str((await ids.account()).role)


async def endings() -> list[tuple[str, str | None, str]]:
    rows = await DeputyAppointment.select().order_by(DeputyAppointment.id)
    return [(row["account_id"], row["ending"], row["ended_by"]) for row in rows]


async def tags(part: str = ":deputy:") -> list[str]:
    rows = await AuditEvent.select(AuditEvent.tag).order_by(AuditEvent.id)
    return [row["tag"] for row in rows if part in row["tag"] or "deputy" in row["tag"]]


async def told(kind: str) -> set[str]:
    """The アカウントID of everybody whom a mail of this kind is for."""
    rows = await Mail.raw(
        "SELECT account_id FROM mail JOIN account ON account.id = mail.account WHERE kind = {}",
        kind,
    )
    return {row["account_id"] for row in rows}


async def consent(person: Ids, at: datetime | None = None) -> str:
    member, session = await logged_in(person)
    return (await accept(member, BOUNDS.most, session=session, now=at or now())).identifier


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


async def _decline(_manager: Ids, person: Ids) -> None:
    await decline(await member_of(person), now())


async def _withdraw(manager: Ids, person: Ids) -> None:
    await withdraw(await member_of(manager), person.account_id, now())


async def _lapse(_manager: Ids, _person: Ids) -> None:
    await close_lapsed(now() + LATER)


async def _stop(manager: Ids, person: Ids) -> None:
    await stop_account(person.company_id, person.account_id, manager.account_id, now())


@pytest.mark.parametrize(
    ("end", "ending"),
    [
        (_decline, ("002", "declined", "002")),
        (_withdraw, ("002", "withdrawn", "001")),
        (_lapse, ("002", "lapsed", "")),
        (_stop, ("002", "void", "001")),
    ],
)
async def test_what_does_not_come_about_is_told_and_cannot_be_consented_to(
    applications: Applications,
    end: Callable[[Ids, Ids], Awaitable[None]],
    ending: tuple[str, str, str],
) -> None:
    manager, other, _ = await three(applications)
    await asked_to_be_deputy(manager, other)
    member, session = await logged_in(other)
    await end(manager, other)
    assert await endings() == [ending]
    assert await told("deputy_off") == {"001", "002"}
    assert len(await tags()) == 2
    with pytest.raises(AppointmentOverError):
        await accept(member, BOUNDS.most, session=session, now=now())
    assert await role_of(other) == "user"


async def test_nobody_consents_after_the_time_even_before_that_is_noted(
    applications: Applications,
) -> None:
    manager, other, _ = await three(applications)
    await asked_to_be_deputy(manager, other)
    with pytest.raises(AppointmentOverError):
        await consent(other, now() + LATER)
    await close_lapsed(now() + LATER)
    await close_lapsed(now() + LATER)
    assert await endings() == [("002", "lapsed", "")]
    assert await Mail.count().where(Mail.kind == "deputy_off") == 2


async def _dismiss(manager: Ids, person: Ids) -> None:
    await dismiss(await member_of(manager), person.account_id, now())


async def _resign(_manager: Ids, person: Ids) -> None:
    member, session = await logged_in(person)
    await resign(member, session=session, now=now())


async def _by_the_operator(_manager: Ids, person: Ids) -> None:
    await console.end_deputy(person.company_id, person.account_id, WHY, now())


async def _stopped_by_the_operator(_manager: Ids, person: Ids) -> None:
    await console.stop(person.company_id, person.account_id, WHY, now())


@pytest.mark.parametrize(
    ("end", "ending"),
    [
        (_dismiss, ("002", "dismissed", "001")),
        (_resign, ("002", "resigned", "002")),
        (_stop, ("002", "stopped", "001")),
        (_by_the_operator, ("002", "operator", "")),
        (_stopped_by_the_operator, ("002", "stopped", "")),
    ],
)
async def test_the_role_ends_is_told_and_cannot_end_twice(
    applications: Applications,
    end: Callable[[Ids, Ids], Awaitable[None]],
    ending: tuple[str, str, str],
) -> None:
    manager, other, _ = await three(applications)
    await deputy(manager, other)
    await end(manager, other)
    assert await role_of(other) == "user"
    assert await endings() == [ending]
    assert await told("deputy_ended") == {"001", "002"}
    assert len(await tags()) == 3
    with pytest.raises(AccountMovedOnError):
        await _dismiss(manager, other)
    if ending[1] == "stopped":
        await other.change(state="active")
    # Whoever is restarted is a user.
    assert await role_of(other) == "user"


async def test_a_restarted_account_is_a_users(applications: Applications) -> None:
    manager, other, _ = await three(applications)
    await deputy(manager, other)
    await _stop(manager, other)
    await restart_account(other.company_id, other.account_id, manager.account_id, now())
    assert await role_of(other) == "user"


async def test_only_the_principal_dismisses(applications: Applications) -> None:
    manager, other, third = await three(applications)
    await deputy(manager, other)
    await deputy(manager, third)
    with pytest.raises(PrincipalOnlyError):
        await dismiss(await member_of(third), other.account_id, now())
    assert await role_of(other) == "deputy"


async def test_the_principals_role_goes_to_a_deputy_and_to_who_was_asked(
    applications: Applications,
) -> None:
    manager, other, third = await three(applications)
    await deputy(manager, other)
    for former, successor in ((manager, other), (other, third)):
        if successor is third:
            await asked_to_be_deputy(former, third)
        member, session = await logged_in(former)
        found = await load_successor(successor.company_id, successor.account_id)
        assert found is not None
        await hand_over(member, found, session=session, now=now())
        assert (await role_of(former), await role_of(successor)) == ("user", "id_manager")
    assert [ending for _, ending, _ in await endings()] == ["promoted", "void"]


async def test_an_account_that_is_deleted_ends_what_it_was_asked(
    applications: Applications,
) -> None:
    manager, other, _ = await three(applications)
    await asked_to_be_deputy(manager, other)
    await delete_account(other.company_id, other.account_id, "001", now())
    assert await endings() == [("002", "void", "001")]
    assert await told("deputy_off") == {"001"}


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


async def test_a_bound_of_one_asks_nobody(applications: Applications) -> None:
    manager, other, _ = await three(applications)
    with pytest.raises(TooManyManagersError):
        await appoint(await member_of(manager), other.account_id, Bounds(1, BOUNDS.lifetime), now())
