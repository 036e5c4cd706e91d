"""The audit log: found by tag, number, company, person and day; acts with their reason."""

from datetime import timedelta

import pytest

from db import audit
from db.audit import ActReason, ActSubject, record_act
from db.console.audit_log import (
    EventQuery,
    events_in_portions,
    find_events,
    known_tags,
    record_export,
)
from db.tables.administration import ConsoleAct
from db.tables.operation import AuditEvent
from domain.audit_tags import AuditTag
from rig.applications import Applications, now
from rig.console.acts import WHY
from rig.console.staff import person


async def tags(query: EventQuery) -> list[str]:
    return [event.tag for event in (await find_events(query)).events]


@pytest.fixture(autouse=True)
def _open(pool: str) -> None:
    """Every test has its own database."""


async def test_events_are_found_by_who_did_what(applications: Applications) -> None:
    await applications.enrolled()
    every = await tags(EventQuery())
    assert set(await known_tags()) == set(every)
    assert await tags(EventQuery(act="IDの発行")) == ["workflow:ids:issue"]
    assert await tags(EventQuery(source="workflow", act="IDの発行")) == ["workflow:ids:issue"]
    assert await tags(EventQuery(source="applicant", act="IDの発行")) == []
    by_applicant = await tags(EventQuery(source="applicant"))
    assert by_applicant == [tag for tag in every if tag.startswith("applicant:")] != []


async def test_events_are_found_by_what_they_concern(applications: Applications) -> None:
    number = await applications.enrolled()
    (issue,) = (await find_events(EventQuery(act="IDの発行"))).events
    assert issue.company_id is not None
    assert await tags(EventQuery(company_id=issue.company_id)) == ["workflow:ids:issue"]
    assert await tags(EventQuery(company_id=issue.company_id, account_id="002")) == []
    assert "workflow:ids:issue" in await tags(EventQuery(application_number=number))


async def test_an_act_shows_who_why_and_what(applications: Applications) -> None:
    number = await applications.invited()
    key = (
        await person(mail_address="hanako@inforex.example", person_name="管理 花子")
    ).administrator
    why = ActReason("hanako@inforex.example", "依頼があったため", key)
    await record_act(
        AuditTag.ADMINISTRATOR_DEADLINE_EXTEND,
        why,
        ActSubject(number),
        now(),
        before={"deadline": "a"},
        after={"deadline": "b"},
    )
    (event,) = (await find_events(EventQuery(administrator=key))).events
    assert (event.administrator, event.reason) == ("管理 花子", "依頼があったため")
    assert (event.before, event.after) == ({"deadline": "a"}, {"deadline": "b"})


async def test_an_act_of_the_command_line_is_told_as_such() -> None:
    await record_act(
        AuditTag.ADMINISTRATOR_REPLY_ADD, ActReason("command line", "試験"), ActSubject(), now()
    )
    (event,) = (await find_events(EventQuery(administrator=0))).events
    assert event.administrator == "command line"


async def test_the_event_stays_when_its_values_were_deleted() -> None:
    await record_act(
        AuditTag.ADMINISTRATOR_REPLY_ADD, WHY, ActSubject(), now(), after={"title": "題名"}
    )
    await ConsoleAct.delete(force=True)
    (event,) = (await find_events(EventQuery(act="定型文の追加"))).events
    assert (event.reason, event.after) == ("", {})


async def test_events_are_found_by_the_day() -> None:
    at = now()
    await audit.record(AuditTag.WORKFLOW_IDS_ISSUE, at - timedelta(days=2))
    await audit.record(AuditTag.WORKFLOW_DEADLINE_MOVE, at)
    since_yesterday = EventQuery(since=at - timedelta(days=1))
    assert await tags(since_yesterday) == [AuditTag.WORKFLOW_DEADLINE_MOVE]
    assert await tags(EventQuery(until=at)) == [AuditTag.WORKFLOW_IDS_ISSUE]


async def test_portions_hold_every_event_once_the_newest_first() -> None:
    at = now()
    for n in range(130):
        await audit.record(AuditTag.WORKFLOW_DEADLINE_MOVE, at + timedelta(seconds=n // 4))
    ids: list[int] = []
    after: int | None = None
    while True:
        page = await find_events(EventQuery(after=after))
        ids += [event.id for event in page.events]
        if page.next is None:
            break
        after = page.next
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == await AuditEvent.count()
    exported = [each.id async for some in events_in_portions(EventQuery()) for each in some]
    assert exported == ids


async def test_an_export_ends_at_the_most_it_may_hold() -> None:
    for _ in range(5):
        await audit.record(AuditTag.WORKFLOW_DEADLINE_MOVE, now())
    got = [each async for some in events_in_portions(EventQuery(), most=3) for each in some]
    assert len(got) == 3


async def test_an_export_is_an_event_with_what_was_asked_for() -> None:
    await record_export(EventQuery(source="member", since=now()), WHY, now())
    (event,) = (await find_events(EventQuery(act="操作履歴の書き出し"))).events
    assert (event.reason, event.after["source"]) == (WHY.reason, "member")
    assert set(event.after) == {"source", "since"}
