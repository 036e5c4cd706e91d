"""How an appointment of a deputy ends, before the consent and after it: told, and once."""

from collections.abc import Awaitable, Callable

import pytest

from db.console import accounts as console
from db.members.account_changes import delete_account, restart_account, stop_account
from db.members.account_facts import AccountMovedOnError, PrincipalOnlyError
from db.members.deputies import (
    AppointmentOverError,
    accept,
    decline,
    dismiss,
    resign,
    withdraw,
)
from db.members.deputy_endings import close_lapsed
from db.members.role_handover import hand_over, load_successor
from db.tables.operation import Mail
from rig.applications import Applications, now
from rig.console.acts import WHY
from rig.deputies import BOUNDS, asked_to_be_deputy, deputy, logged_in, member_of
from rig.members import Ids
from tests.db.appointments import LATER, consent, endings, role_of, tags, three, told


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
