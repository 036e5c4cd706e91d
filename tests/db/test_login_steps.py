"""Password, then code: what opens a session, and what does not."""

import asyncio
import json
from contextvars import Context

import pyotp
import pytest

from db.engine import transaction
from db.identity import second_factors
from db.identity.challenges import (
    MOST_TRIES,
    CodeStepOverError,
    begin_challenge,
    end_challenge,
    find_challenge,
)
from db.identity.login import (
    CodeAttempt,
    CodeNeeded,
    NewSession,
    begin_by_code,
    open_login,
    waiting_login,
)
from db.identity.login_records import Origin
from db.identity.own_login import turn_off_factor, turn_on_factor
from db.members import sessions
from db.members.account_changes import delete_account
from db.members.account_facts import lock_own_data
from db.tables.companies import LoginSession
from db.tables.members import LoginRecord
from db.tables.operation import AuditEvent
from domain.logins import MEMBERS
from domain.passwords import hash_password
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager, stopped
from rig.second_factors import STEP, App, ask_for_code, turned_on
from rig.waiting import until

AT = now()
HERE = Origin(browser="Chrome / Windows", network="192.0.2.1")


async def guarded(applications: Applications) -> tuple[Ids, App]:
    ids = await id_manager(applications)
    owner = MEMBERS.owner((await ids.credentials()).key)
    return ids, await turned_on(owner, applications.settings, AT)


async def asked(ids: Ids) -> str:
    token = await ask_for_code(await ids.credentials(), AT)
    assert token is not None
    return token


async def enter(
    applications: Applications, token: str, code: str, *, recovery: bool = False
) -> str | None:
    attempt = CodeAttempt(token, code, recovery, HERE, replaces="")
    who = await waiting_login(MEMBERS, token, AT)
    return await begin_by_code(attempt, who, applications.settings.link_keys, AT)


async def test_no_session_exists_before_the_code(applications: Applications) -> None:
    ids, _ = await guarded(applications)
    token = await asked(ids)
    assert not await LoginSession.exists()
    assert await sessions.find(token, AT) is None


async def test_right_code_begins_a_session_and_ends_the_wait(applications: Applications) -> None:
    ids, app = await guarded(applications)
    token = await asked(ids)
    identifier = await enter(applications, token, app.code(AT))
    assert identifier not in {None, token}
    member = await sessions.find(identifier or "", AT)
    assert member is not None
    assert member.account_id == ids.account_id
    with pytest.raises(CodeStepOverError):
        await waiting_login(MEMBERS, token, AT)


async def test_recovery_code_begins_a_session(applications: Applications) -> None:
    ids, app = await guarded(applications)
    code = app.recovery_codes[0]
    assert await enter(applications, await asked(ids), code, recovery=True)
    assert await enter(applications, await asked(ids), code, recovery=True) is None
    assert await second_factors.recovery_codes_left(app.owner) == 9


async def test_wrong_code_is_recorded_without_the_code(applications: Applications) -> None:
    ids, app = await guarded(applications)
    assert await enter(applications, await asked(ids), app.wrong_code(AT)) is None
    (event,) = await AuditEvent.select().where(AuditEvent.tag == "member:login:wrong_code")
    assert json.loads(event["details"]) == {"recovery": False}
    (record,) = await LoginRecord.select()
    assert (record["outcome"], record["network"]) == ("wrong_code", HERE.network)
    assert not await LoginSession.exists()


async def test_fifth_wrong_code_ends_the_wait(applications: Applications) -> None:
    ids, app = await guarded(applications)
    token = await asked(ids)
    for _ in range(MOST_TRIES - 1):
        assert await enter(applications, token, app.wrong_code(AT)) is None
    with pytest.raises(CodeStepOverError):
        await enter(applications, token, app.wrong_code(AT))
    with pytest.raises(CodeStepOverError):
        await enter(applications, token, app.code(AT))
    assert await LoginRecord.count().where(LoginRecord.outcome == "wrong_code") == MOST_TRIES


async def test_right_code_at_the_last_try_is_taken(applications: Applications) -> None:
    ids, app = await guarded(applications)
    token = await asked(ids)
    for _ in range(MOST_TRIES - 1):
        await enter(applications, token, app.wrong_code(AT))
    assert await enter(applications, token, app.code(AT))


async def test_s21_one_wait_begins_one_session_whatever_codes_come_at_once(
    applications: Applications,
) -> None:
    ids, app = await guarded(applications)
    token = await asked(ids)
    answers = await asyncio.gather(
        *(enter(applications, token, code, recovery=True) for code in app.recovery_codes[:4]),
        return_exceptions=True,
    )
    assert len([answer for answer in answers if isinstance(answer, str)]) == 1
    others = {type(answer) for answer in answers if not isinstance(answer, str)}
    assert others == {CodeStepOverError}
    assert await LoginSession.count() == 1
    assert await second_factors.recovery_codes_left(app.owner) == 9, "the others are not used up"


async def test_code_of_a_wait_that_ended_meanwhile_opens_nothing(
    applications: Applications,
) -> None:
    ids, app = await guarded(applications)
    attempt = CodeAttempt(await asked(ids), app.code(AT), recovery=False, origin=HERE, replaces="")
    assert await end_challenge(attempt.token)
    keys = applications.settings.link_keys
    with pytest.raises(CodeStepOverError):
        await begin_by_code(attempt, await ids.credentials(), keys, AT)


async def test_a_second_factor_is_turned_off_once(applications: Applications) -> None:
    ids, _ = await guarded(applications)
    who = await ids.credentials()
    assert await turn_off_factor(who, AT)
    assert not await turn_off_factor(who, AT)
    assert await AuditEvent.count().where(AuditEvent.tag == "member:second_factor:off") == 1


async def test_where_no_second_factor_is_on_no_code_is_right(applications: Applications) -> None:
    owner = MEMBERS.owner((await (await id_manager(applications)).credentials()).key)
    assert not await second_factors.verify(owner, "000000", applications.settings.link_keys, AT)


async def test_recovery_codes_renewed_twice_at_once_are_ten(applications: Applications) -> None:
    _, app = await guarded(applications)

    async def renew() -> None:
        async with transaction():
            await second_factors.new_recovery_codes(app.owner)

    async def waits_or_is_over() -> bool:
        waiting = await LoginSession.raw("SELECT FROM pg_locks WHERE NOT granted")
        return bool(waiting) or other.done()

    async with transaction():
        await second_factors.new_recovery_codes(app.owner)
        other = asyncio.create_task(renew(), context=Context())
        await until(waits_or_is_over, "the other renewal waits")
    await other
    assert await second_factors.recovery_codes_left(app.owner) == len(app.recovery_codes)


async def test_password_that_changed_meanwhile_opens_nothing(applications: Applications) -> None:
    ids, app = await guarded(applications)
    await colleague(ids)  # who has the same password
    verified = await ids.credentials()
    token = await asked(ids)
    await ids.change(password_hash=hash_password("another long password"))
    assert await ask_for_code(verified, AT) is None
    attempt = CodeAttempt(token, app.code(AT), recovery=False, origin=HERE, replaces="")
    with pytest.raises(CodeStepOverError):
        await begin_by_code(attempt, verified, applications.settings.link_keys, AT)
    assert not await LoginSession.exists()


async def test_stopped_account_waits_for_no_code(applications: Applications) -> None:
    ids, _ = await guarded(applications)
    token = await asked(ids)
    await stopped(ids)
    with pytest.raises(CodeStepOverError):
        await waiting_login(MEMBERS, token, AT)


async def test_wait_of_an_administrator_is_none_of_a_member(applications: Applications) -> None:
    ids, _ = await guarded(applications)
    account = (await ids.credentials()).key
    token = await begin_challenge(f"administrator:{account}", AT)
    with pytest.raises(CodeStepOverError):
        await waiting_login(MEMBERS, token, AT)
    assert await find_challenge(token, AT) is not None


async def test_s21_login_under_way_while_the_second_factor_is_turned_on_needs_a_code(
    applications: Applications,
) -> None:
    """Else a session would go on that began by the password alone."""
    ids = await id_manager(applications)
    keys, verified = applications.settings.link_keys, await ids.credentials()
    await second_factors.offer(verified.owner, keys, AT)
    secret = await second_factors.offered_secret(verified.owner, keys, AT)
    under_way = asyncio.Event()

    async def log_in() -> NewSession | CodeNeeded | None:
        await under_way.wait()
        return await open_login(verified, HERE, replaces="", now=AT)

    async def waits_or_is_over() -> bool:
        waiting = await LoginSession.raw("SELECT FROM pg_locks WHERE NOT granted")
        return bool(waiting) or login.done()

    login = asyncio.create_task(log_in())
    async with transaction():
        await lock_own_data(verified.key)
        code = pyotp.TOTP(secret or "").at(AT)
        assert await turn_on_factor(verified, code, session="", keys=keys, now=AT)
        under_way.set()
        await until(waits_or_is_over, "the login waits")
    assert isinstance(await login, CodeNeeded)
    assert not await LoginSession.exists()


async def test_code_of_the_next_step_logs_in_again(applications: Applications) -> None:
    ids, app = await guarded(applications)
    assert await enter(applications, await asked(ids), app.code(AT))
    assert await enter(applications, await asked(ids), app.code(AT)) is None
    assert await enter(applications, await asked(ids), app.code(AT + STEP))


async def test_an_account_goes_while_its_owner_logs_in_by_a_code(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    for serial in range(2, 22):
        ids = await colleague(manager, f"{serial:03}")
        owner = MEMBERS.owner((await ids.credentials()).key)
        app = await turned_on(owner, applications.settings, AT)
        token = await asked(ids)
        entered, _ = await asyncio.gather(
            enter(applications, token, app.code(AT)),
            delete_account(ids.company_id, ids.account_id, "001", AT),
            return_exceptions=True,
        )
        assert isinstance(entered, str | CodeStepOverError), entered
        assert not await LoginSession.exists()
