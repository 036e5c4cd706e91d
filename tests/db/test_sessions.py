"""Sessions begin, are found, and end."""

import json
from datetime import timedelta

import pytest

from db.identity.challenges import begin_challenge, find_challenge
from db.identity.login_records import Origin
from db.identity.sessions import begin, end, end_sessions_of
from db.members import sessions
from db.tables.companies import Company, LoginSession
from db.tables.operation import AuditEvent
from domain.logins import MEMBERS
from domain.tokens import token_hash
from rig.applications import Applications, now
from rig.members import Ids, colleague, id_manager, stopped
from tests.accounts import other_id_manager

SECOND = timedelta(seconds=1)
AT = now()
HERE = Origin(browser="Chrome / Windows", network="192.0.2.1")


async def begun(member: Ids, replaces: str = "") -> str:
    identifier = await begin(await member.credentials(), HERE, replaces=replaces, now=AT)
    assert identifier is not None
    return identifier


async def test_session_tells_who_is_logged_in(applications: Applications) -> None:
    ids = await id_manager(applications)
    member = await sessions.find(await begun(ids), AT)
    assert member is not None
    assert (member.company_id, member.account_id) == (ids.company_id, "001")
    assert (member.company_name, member.person_name) == ("新規食品株式会社", "田中 花子")
    assert member.role == "id_manager"
    assert member.session_ends_at == AT + timedelta(minutes=30)


async def test_s16_identifier_is_random_and_only_its_hash_is_stored(
    applications: Applications,
) -> None:
    member = await id_manager(applications)
    first, second = await begun(member), await begun(member)
    assert first != second
    assert len(first) == 43
    stored = await LoginSession.select(LoginSession.token_hash)
    assert {row["token_hash"] for row in stored} == {token_hash(first), token_hash(second)}


async def test_s16_identifier_that_nobody_gave_out_finds_nobody(applications: Applications) -> None:
    member = await id_manager(applications)
    identifier = await begun(member)
    assert await sessions.find("chosen-by-the-client", AT) is None
    assert await sessions.find(token_hash(identifier), AT) is None


async def test_s16_login_ends_the_session_of_the_same_browser_only(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    here, elsewhere = await begun(await colleague(manager)), await begun(manager)
    new = await begun(manager, replaces=here)
    assert await sessions.find(here, AT) is None
    assert await sessions.find(elsewhere, AT) is not None
    assert await sessions.find(new, AT) is not None


async def test_s17_session_without_requests_ends_after_30_minutes(
    applications: Applications,
) -> None:
    identifier = await begun(await id_manager(applications))
    used = AT + MEMBERS.idle_limit - SECOND
    assert await sessions.find(identifier, used) is not None
    assert await sessions.find(identifier, used + MEMBERS.idle_limit - SECOND) is not None
    assert await sessions.find(identifier, used + 2 * MEMBERS.idle_limit) is None
    assert await sessions.find(identifier, used) is None, "what is over never comes back"


async def test_s17_session_in_use_ends_after_12_hours(applications: Applications) -> None:
    identifier = await begun(await id_manager(applications))
    minutes = timedelta(minutes=20)
    for step in range(1, 36):
        assert await sessions.find(identifier, AT + step * minutes) is not None
    last = AT + MEMBERS.absolute_limit - SECOND
    member = await sessions.find(identifier, last)
    assert member is not None
    assert member.session_ends_at == AT + MEMBERS.absolute_limit
    assert await sessions.find(identifier, last + SECOND) is None


async def test_s17_stopped_account_loses_its_session_for_good(applications: Applications) -> None:
    ids = await id_manager(applications)
    identifier = await begun(ids)
    await stopped(ids)
    assert await sessions.find(identifier, AT) is None
    await ids.change(state="active")
    assert await sessions.find(identifier, AT) is None


async def test_session_does_not_begin_when_the_account_changed_meanwhile(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    verified = await ids.credentials()
    await stopped(ids)
    assert await begin(verified, HERE, replaces="", now=AT) is None
    assert not await LoginSession.exists()
    assert not await AuditEvent.exists().where(AuditEvent.tag == "member:session:begin")


async def test_session_does_not_begin_when_the_password_changed_meanwhile(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    verified = await ids.credentials()
    await ids.change(password_hash="another")
    assert await begin(verified, HERE, replaces="", now=AT) is None
    assert not await LoginSession.exists()


@pytest.mark.parametrize(
    ("limit", "seen"),
    [(MEMBERS.idle_limit, timedelta(0)), (MEMBERS.absolute_limit, MEMBERS.absolute_limit)],
)
async def test_login_tidies_up_the_sessions_that_are_over(
    applications: Applications, limit: timedelta, seen: timedelta
) -> None:
    ids = await id_manager(applications)
    await begun(ids)
    await LoginSession.update({LoginSession.last_seen_at: AT + seen}, force=True)
    identifier = await begin(await ids.credentials(), HERE, replaces="", now=AT + limit)
    left = await LoginSession.select(LoginSession.token_hash)
    assert [row["token_hash"] for row in left] == [token_hash(identifier or "")]


async def test_logout_ends_one_session_once(applications: Applications) -> None:
    ids = await colleague(await id_manager(applications))
    here, elsewhere = await begun(ids), await begun(ids)
    await end(MEMBERS, here, AT)
    await end(MEMBERS, here, AT)
    assert await sessions.find(here, AT) is None
    assert await sessions.find(elsewhere, AT) is not None
    (event,) = await AuditEvent.select().where(AuditEvent.tag == "member:session:end")
    assert event["account_id"] == ids.account_id


async def test_previous_login_is_the_one_before_this_session(applications: Applications) -> None:
    ids = await id_manager(applications)
    begun_first = await begun(ids)
    first = await sessions.find(begun_first, AT)
    assert first is not None
    assert await sessions.previous_login(first) is None
    meanwhile, later = AT + timedelta(hours=1), AT + timedelta(days=1)
    for stranger in (await colleague(ids), await other_id_manager(applications)):
        await begin(await stranger.credentials(), HERE, replaces="", now=meanwhile)
    await end(MEMBERS, begun_first, meanwhile)
    identifier = await begin(await ids.credentials(), HERE, replaces="", now=later)
    second = await sessions.find(identifier or "", later)
    assert second is not None
    assert await sessions.previous_login(second) == AT


async def test_events_of_sessions_hold_ids_only(applications: Applications) -> None:
    ids = await id_manager(applications)
    await end(MEMBERS, await begun(ids), AT)
    events = await AuditEvent.select().where(AuditEvent.tag.like("member:%"))
    assert [event["tag"] for event in events] == ["member:session:begin", "member:session:end"]
    for event in events:
        assert (event["company_id"], event["account_id"]) == (ids.company_id, ids.account_id)
        assert json.loads(event["details"]) == {}


async def test_company_that_left_loses_its_sessions_for_good(applications: Applications) -> None:
    ids = await id_manager(applications)
    identifier = await begun(ids)
    verified = await ids.credentials()
    await Company.update({Company.ended_at: AT}).where(Company.company_id == ids.company_id)
    assert await sessions.find(identifier, AT) is None
    assert await begin(verified, HERE, replaces="", now=AT) is None
    await Company.update({Company.ended_at: None}).where(Company.company_id == ids.company_id)
    assert await sessions.find(identifier, AT) is None


async def test_session_remembers_where_it_began(applications: Applications) -> None:
    await begun(await id_manager(applications))
    assert await LoginSession.select(LoginSession.browser, LoginSession.network) == [
        {"browser": "Chrome / Windows", "network": "192.0.2.1"}
    ]


async def test_s17_all_sessions_of_an_account_end_and_no_others(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    other = await begun(await colleague(manager))
    here, elsewhere = await begun(manager), await begun(manager)
    account = (await manager.credentials()).key
    assert await end_sessions_of(MEMBERS, account, but=here) == 1
    assert await sessions.find(elsewhere, AT) is None
    assert await sessions.find(here, AT) is not None
    assert await end_sessions_of(MEMBERS, account) == 1
    assert await sessions.find(here, AT) is None
    assert await sessions.find(other, AT) is not None


async def test_s17_logins_that_wait_for_their_code_end_with_the_sessions(
    applications: Applications,
) -> None:
    ids = await id_manager(applications)
    credentials = await ids.credentials()
    token = await begin_challenge(credentials.owner, AT)
    await end_sessions_of(MEMBERS, credentials.key, but=await begun(ids))
    assert await find_challenge(token, AT) is None
