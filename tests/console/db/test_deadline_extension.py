"""More time: the application, its link and what is counted back from the end move together."""

import asyncio
from datetime import timedelta

import pytest

from activities.orders import TimeOrder
from db.console.acts_on_request import extend_deadline
from db.enrolment.facts import load_facts
from db.enrolment.links import find_link
from db.tables.review import Due
from domain.enrolment.stages import Stage
from domain.refusals import MovedOnError
from domain.text import InvalidInput
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.console.acts import REASON, WHY, acts_on, last_minute_in, news_of


async def test_the_link_to_the_form_and_its_reminder_move_with_the_deadline(
    applications: Applications,
) -> None:
    number = await applications.invited()
    before = await load_facts(number)
    until = last_minute_in(30)
    await extend_deadline(number, until, WHY, now())
    after = await load_facts(number)
    link = await applications.link(Purpose.APPLY, number)
    assert (after.deadline, link.expires_at) == (until, until)
    assert before.deadline is not None
    assert before.next_due is not None
    assert after.next_due is not None
    assert until - after.next_due == before.deadline - before.next_due


async def test_a_reminder_that_has_gone_stays_where_it_was(applications: Applications) -> None:
    number = await applications.invited()
    await applications.mails_have_gone(number)
    await applications.steps.do_what_is_due(TimeOrder(number, now() + timedelta(days=13)))
    gone = Due.select(Due.kind, Due.due_at).where(
        Due.application == number, Due.done_at.is_not_null()
    )
    before = await gone
    assert before
    await extend_deadline(number, last_minute_in(30), WHY, now())
    assert await gone == before


async def test_the_link_to_the_approval_moves_and_the_reminders_stay(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    before = await load_facts(number)
    until = last_minute_in(60)
    await extend_deadline(number, until, WHY, now())
    link = await applications.link(Purpose.APPROVAL, number)
    assert link.expires_at == until
    assert (await load_facts(number)).next_due == before.next_due
    assert (await applications.link(Purpose.STATUS, number)).expires_at is None


async def test_only_the_newest_link_moves(applications: Applications) -> None:
    number = await applications.invited()
    await applications.invited()
    await extend_deadline(number, last_minute_in(30), WHY, now())
    old = await find_link(await applications.token(Purpose.APPLY, number, 1), Purpose.APPLY)
    assert old is not None
    assert old.expires_at != last_minute_in(30)


async def test_the_link_moves_however_often_another_applicant_asked_for_one(
    applications: Applications,
) -> None:
    for _ in range(2):
        await applications.invited("b@shinki.example")
    number = await applications.invited()
    await extend_deadline(number, last_minute_in(30), WHY, now())
    assert (await applications.link(Purpose.APPLY, number)).expires_at == last_minute_in(30)


async def test_the_link_to_the_approval_moves_however_often_the_applicant_asked_for_one(
    applications: Applications,
) -> None:
    number = await applications.invited()
    await applications.invited()
    await applications.submit(number)
    await applications.steps.screen(applications.order(number))
    await extend_deadline(number, last_minute_in(60), WHY, now())
    assert (await applications.link(Purpose.APPROVAL, number)).expires_at == last_minute_in(60)


async def test_a_correction_gets_more_time(applications: Applications) -> None:
    number = await applications.returned()
    await extend_deadline(number, last_minute_in(20), WHY, now())
    assert (await load_facts(number)).deadline == last_minute_in(20)


async def test_the_wait_does_not_end_at_the_old_deadline(applications: Applications) -> None:
    number = await applications.returned()
    old = (await load_facts(number)).deadline
    assert old is not None
    await extend_deadline(number, last_minute_in(20), WHY, now())
    standing = await applications.steps.end_wait(TimeOrder(number, old))
    assert standing.stage is Stage.RETURNED


async def test_it_is_recorded_and_is_news_for_the_workflow(applications: Applications) -> None:
    number = await applications.invited()
    await extend_deadline(number, last_minute_in(30), WHY, now())
    (act,) = await acts_on(number)
    assert (act.tag, act.reason) == ("administrator:deadline:extend", REASON)
    assert act.after == {"deadline": last_minute_in(30).isoformat()}
    assert await news_of(number, "administrator_acted") == 1


async def test_the_same_twice_is_refused_the_second_time(applications: Applications) -> None:
    number = await applications.invited()
    outcomes = await asyncio.gather(
        *(extend_deadline(number, last_minute_in(30), WHY, now()) for _ in range(2)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [InvalidInput]
    assert len(await acts_on(number)) == 1


@pytest.mark.parametrize(("days", "told"), [(61, "60日先"), (3, "より後の日"), (-1, "より後の日")])
async def test_too_far_or_not_later_is_refused(
    applications: Applications, days: int, told: str
) -> None:
    number = await applications.invited()
    before = await load_facts(number)
    with pytest.raises(InvalidInput, match=told):
        await extend_deadline(number, last_minute_in(days), WHY, now())
    assert await load_facts(number) == before


@pytest.mark.parametrize("stage", ["decided", "withdrawing", "enrolled"])
async def test_nothing_is_extended_where_nothing_is_waited_for(
    applications: Applications, stage: str
) -> None:
    number = await getattr(applications, stage)()
    with pytest.raises(MovedOnError):
        await extend_deadline(number, last_minute_in(30), WHY, now() + timedelta(0))
    assert await acts_on(number) == []
