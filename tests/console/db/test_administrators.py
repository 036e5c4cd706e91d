"""Those who run the service: what holds whatever the pages do."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from db.audit import ActReason
from db.console.administrators import (
    AlreadyAdministratorError,
    LastAdministratorError,
    NewPerson,
    add_person,
    change_role,
    load_person,
    people,
    remove_second_factor,
    reset_password,
    stop,
)
from db.console.staff import change_password, turn_on
from db.identity import second_factors
from db.identity.credentials import load_credentials
from db.identity.login import NewSession, open_login
from db.identity.login_records import Origin
from db.tables.administration import Administrator, AdministratorSession, ConsoleAct
from db.tables.members import LoginChallenge
from db.tables.operation import AuditEvent
from domain.console_roles import Role
from domain.logins import ADMINISTRATORS
from domain.passwords import hash_password
from rig.applications import now
from rig.console.staff import person
from rig.second_factors import App
from settings import Settings

HERE = Origin(browser="Chrome / Windows", network="192.0.2.1")
WHY = ActReason("boss@inforex.example", "担当が変わったため")
NEW = NewPerson("new@inforex.example", "新人 四郎", Role.VIEWER)


@pytest.mark.usefixtures("pool")
async def test_of_two_last_administrators_who_stop_each_other_one_stays() -> None:
    one = await person()
    other = await person(mail_address="other@inforex.example")
    outcomes = await asyncio.gather(
        stop(one.administrator, WHY, now()),
        stop(other.administrator, WHY, now()),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [LastAdministratorError]
    assert sum(p.is_active for p in await people()) == 1
    assert await ConsoleAct.count() == 1


@pytest.mark.usefixtures("pool")
async def test_of_two_last_administrators_one_stopped_and_one_demoted_at_once_one_stays() -> None:
    one = await person()
    other = await person(mail_address="other@inforex.example")
    outcomes = await asyncio.gather(
        stop(one.administrator, WHY, now()),
        change_role(other.administrator, Role.VIEWER, WHY, now()),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [LastAdministratorError]


@pytest.mark.usefixtures("pool")
async def test_somebody_added_twice_at_once_is_there_once() -> None:
    outcomes = await asyncio.gather(
        add_person(NEW, "x", WHY, now()), add_person(NEW, "x", WHY, now()), return_exceptions=True
    )
    assert [type(o) for o in outcomes if not isinstance(o, int)] == [AlreadyAdministratorError]
    assert await ConsoleAct.count() == 1


@pytest.mark.usefixtures("pool")
async def test_nobody_gets_in_by_what_changed_since_the_password_was_verified() -> None:
    who = await person("helpdesk")
    verified = await load_credentials(ADMINISTRATORS, who.mail_address)
    assert verified is not None
    await reset_password(who.administrator, hash_password("another first one"), WHY, now())
    assert await open_login(verified, HERE, replaces="", now=now()) is None
    assert not await LoginChallenge.exists()


@pytest.mark.usefixtures("pool")
async def test_login_that_waits_for_its_code_ends_with_the_sessions() -> None:
    who = await person("helpdesk")
    verified = await load_credentials(ADMINISTRATORS, who.mail_address)
    assert verified is not None
    await open_login(verified, HERE, replaces="", now=now())
    assert await LoginChallenge.exists()
    await remove_second_factor(who.administrator, WHY, now())
    assert not await LoginChallenge.exists()
    assert isinstance(await open_login(verified, HERE, replaces="", now=now()), NewSession)
    await stop(who.administrator, WHY, now())
    assert not await AdministratorSession.exists()


@pytest.mark.usefixtures("pool")
async def test_whoever_was_stopped_since_the_password_was_verified_changes_it_no_more() -> None:
    who = await person("helpdesk")
    verified = await load_credentials(ADMINISTRATORS, who.mail_address)
    assert verified is not None
    await stop(who.administrator, WHY, now())
    assert await change_password(verified, "x", session="", now=now()) is None
    rows = await Administrator.select(Administrator.password_hash)
    assert rows == [{"password_hash": verified.password_hash}]


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    "meanwhile",
    [stop, lambda who, why, now: reset_password(who, hash_password("another"), why, now)],
    ids=["stopped", "another password"],
)
async def test_whoever_changed_since_the_password_was_verified_turns_on_no_second_factor(
    settings: Settings, meanwhile: Callable[[int, ActReason, datetime], Awaitable[None]]
) -> None:
    who, keys, at = await person("helpdesk"), settings.link_keys, now()
    owner = ADMINISTRATORS.owner(who.administrator)
    await remove_second_factor(who.administrator, WHY, at)
    verified = await load_credentials(ADMINISTRATORS, who.mail_address)
    assert verified is not None
    await second_factors.offer(owner, keys, at)
    secret = await second_factors.offered_secret(owner, keys, at)
    assert secret is not None
    await meanwhile(who.administrator, WHY, at)
    code = App(owner, secret, ()).code(at)
    assert await turn_on(verified, code, session="", keys=keys, now=at) is None
    assert not await second_factors.is_on(owner)


@pytest.mark.usefixtures("pool")
async def test_new_person_has_a_first_password_and_no_second_factor() -> None:
    new = await load_person(await add_person(NEW, "x", WHY, now()))
    assert (new.is_active, new.password_is_first, new.has_second_factor) == (True, True, False)
    assert new.last_login_at is None


@pytest.mark.usefixtures("pool")
async def test_audit_log_tells_who_did_it_and_names_nobody() -> None:
    await add_person(NEW, "x", ActReason("boss@inforex.example", "理由", administrator=7), now())
    (event,) = await AuditEvent.select()
    (act,) = await ConsoleAct.select()
    assert event["tag"] == "administrator:administrator:add"
    assert json.loads(event["details"]) == {"act": act["id"], "administrator": 7}
    assert "new@inforex.example" in act["after"]
    assert await Administrator.count() == 1
