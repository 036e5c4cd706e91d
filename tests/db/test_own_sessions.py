"""Members see and end their own sessions, and nobody else's."""

import json
from datetime import timedelta

from db.identity.login_records import Origin
from db.identity.sessions import begin
from db.members import sessions
from db.members.sessions import Member, end_other_sessions, end_own_session, own_sessions
from db.tables.companies import LoginSession
from db.tables.operation import AuditEvent
from domain.logins import MEMBERS
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager

AT = now()
PHONE = Origin(browser="Safari / iPhone", network="198.51.100.7")
DESK = Origin(browser="Chrome / Windows", network="192.0.2.1")
MINUTE = timedelta(minutes=1)


async def begun(ids: Ids, origin: Origin = DESK) -> str:
    identifier = await begin(await ids.credentials(), origin, replaces="", now=AT)
    assert identifier is not None
    return identifier


async def found(identifier: str) -> Member:
    member = await sessions.find(identifier, AT)
    assert member is not None
    return member


async def test_sessions_are_listed_this_one_first_then_the_latest_used(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    here, phone, _ = await begun(ids), await begun(ids, PHONE), await begun(ids)
    await begun(await colleague(ids))
    await sessions.find(phone, AT + MINUTE)
    listed = await own_sessions(await found(here), here, AT + MINUTE)
    assert [session.here for session in listed] == [True, False, False]
    assert (listed[1].browser, listed[1].network) == (PHONE.browser, PHONE.network)
    assert (listed[1].logged_in_at, listed[1].last_seen_at) == (AT, AT + MINUTE)


async def test_sessions_that_are_over_are_not_listed(applications: Applications) -> None:
    ids = await id_manager(applications)
    here = await begun(ids)
    await begun(ids)
    await sessions.find(here, AT + MINUTE)
    member = await found(here)
    assert len(await own_sessions(member, here, AT + MEMBERS.idle_limit)) == 1
    at_last = AT + MEMBERS.absolute_limit
    await LoginSession.update({LoginSession.last_seen_at: at_last}, force=True)
    assert await own_sessions(member, here, at_last) == []


async def test_one_session_is_ended_by_its_key(applications: Applications) -> None:
    ids = await id_manager(applications)
    here, phone = await begun(ids), await begun(ids, PHONE)
    member = await found(here)
    (key,) = (s.key for s in await own_sessions(member, here, AT) if not s.here)
    await end_own_session(member, key, AT)
    await end_own_session(member, key, AT)
    assert await sessions.find(phone, AT) is None
    assert await sessions.find(here, AT) is not None
    (event,) = await AuditEvent.select().where(AuditEvent.tag == "member:session:end_elsewhere")
    assert json.loads(event["details"]) == {"number": 1}
    assert (event["company_id"], event["account_id"]) == (ids.company_id, ids.account_id)


async def test_key_of_another_member_ends_nothing(applications: Applications) -> None:
    manager = await id_manager(applications)
    here, other = await begun(manager), await begun(await colleague(manager))
    (theirs,) = await own_sessions(await found(other), other, AT)
    await end_own_session(await found(here), theirs.key, AT)
    assert await sessions.find(other, AT) is not None
    assert not await AuditEvent.exists().where(AuditEvent.tag == "member:session:end_elsewhere")


async def test_all_others_end_and_this_one_stays(applications: Applications) -> None:
    ids = await id_manager(applications)
    here, one, two = await begun(ids), await begun(ids, PHONE), await begun(ids)
    await end_other_sessions(await found(here), here, AT)
    assert [await sessions.find(each, AT) for each in (one, two)] == [None, None]
    assert await sessions.find(here, AT) is not None
    (event,) = await AuditEvent.select().where(AuditEvent.tag == "member:session:end_elsewhere")
    assert json.loads(event["details"]) == {"number": 2}
