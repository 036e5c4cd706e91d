"""Who waits is reminded of that very wait, whatever else is due, or was due once."""

from dataclasses import replace
from datetime import timedelta

from activities.orders import TimeOrder
from db.enrolment.facts import load_facts
from db.mailing import mails
from domain.durations import Duration
from rig.applications import Applications, now

DAY = timedelta(days=1)


async def test_an_applicant_is_reminded_of_the_newest_link_alone(
    applications: Applications,
) -> None:
    number = await applications.invited()
    await applications.invited()
    await applications.mails_have_gone(number)
    await applications.steps.do_what_is_due(TimeOrder(number, now() + 8 * DAY))
    assert await mails.due(number) == (f"{number}/invitation_reminder/2",)


async def test_an_applicant_is_reminded_however_often_another_asked(
    applications: Applications,
) -> None:
    for _ in range(2):
        await applications.invited("b@shinki.example")
    number = await applications.invited()
    await applications.mails_have_gone(number)
    await applications.steps.do_what_is_due(TimeOrder(number, now() + 8 * DAY))
    assert await mails.due(number) == (f"{number}/invitation_reminder/1",)


async def test_a_contact_is_reminded_however_often_the_applicant_asked(
    applications: Applications,
) -> None:
    number = await applications.invited()
    await applications.invited()
    await applications.submit(number)
    await applications.steps.screen(applications.order(number))
    await applications.mails_have_gone(number)
    next_due = (await load_facts(number)).next_due
    assert next_due is not None
    await applications.steps.do_what_is_due(TimeOrder(number, next_due))
    assert await mails.due(number) == (f"{number}/approval_reminder/1.1",)


async def test_a_contact_is_not_reminded_when_the_applicant_would_have_been(
    applications: Applications,
) -> None:
    """The form came, so that nobody is reminded of it any more; what was planned is there."""
    policy = replace(applications.settings.policy, approval_reminders=(Duration.parse("30d"),))
    slow = Applications(replace(applications.settings, policy=policy))
    number = await slow.awaiting_approval()
    await slow.mails_have_gone(number)
    await slow.steps.do_what_is_due(TimeOrder(number, now() + 8 * DAY))
    assert await mails.due(number) == ()
    await slow.steps.do_what_is_due(TimeOrder(number, now() + 31 * DAY))
    assert f"{number}/approval_reminder/1.1" in await mails.due(number)
