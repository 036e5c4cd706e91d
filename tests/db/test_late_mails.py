"""A time that begins with a mail is as long as the mail says, however late the mail goes."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from activities.orders import TimeOrder
from db.console.acts_on_request import extend_deadline
from db.console.mails_again import send_mail_again
from db.enrolment.applicant_acts import request_resend
from db.enrolment.application_form import save_draft, submit_form
from db.enrolment.facts import load_facts
from db.mailing import mails
from db.mailing.mails import ClaimedMail
from db.mailing.sending import claim_while_true
from db.tables.operation import Mail, Outbox
from domain.durations import Duration
from domain.enrolment.stages import Stage
from domain.mail_delays import GIVEN_UP_AFTER
from domain.refusals import DeadlinePassedError
from domain.tokens import Purpose
from rig.applications import APPLICANT, FORM, HASH, WHY, Applications, now

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEN_DAYS, SIXTY_DAYS = 10 * DAY, 60 * DAY


async def _goes(
    applications: Applications, key: str, at: datetime, *, may_have_gone: bool = False
) -> ClaimedMail | None:
    """A sender takes the mail at a moment, writes it, and hears that it is to come again."""
    mail = await claim_while_true(key, applications.settings.policy, at)
    if mail is not None:
        await mails.first_written(key, _words)
        await mails.record_deferred(key, "no answer", may_have_gone=may_have_gone)
    return mail


async def _words() -> str:
    return "sealed words"


async def _deadline(number: str) -> datetime:
    deadline = (await load_facts(number)).deadline
    assert deadline is not None
    return deadline


async def _expiry(applications: Applications, purpose: Purpose, number: str) -> datetime:
    expires_at = (await applications.link(purpose, number)).expires_at
    assert expires_at is not None
    return expires_at


async def test_s05_the_form_is_open_for_ten_days_from_when_a_late_invitation_went(
    applications: Applications,
) -> None:
    asked = now()
    went = asked + 3 * DAY
    numbers = [await applications.invited(f"{n}@shinki.example", at=asked) for n in range(2)]
    for number in numbers:
        assert await _goes(applications, f"{number}/invitation/1", went)
        assert await _deadline(number) == went + TEN_DAYS
        assert await _expiry(applications, Purpose.APPLY, number) == went + TEN_DAYS
        await save_draft(number, {}, HASH, went)
    early, late = numbers
    await submit_form(early, FORM, link_generation=1, now=went + TEN_DAYS - SECOND)
    with pytest.raises(DeadlinePassedError):
        await submit_form(late, FORM, link_generation=1, now=went + TEN_DAYS + SECOND)


async def test_the_workflow_hears_of_a_deadline_that_moved_by_much(
    applications: Applications,
) -> None:
    asked = now()
    few_minutes = await applications.invited("a@shinki.example", at=asked)
    hours = await applications.invited("b@shinki.example", at=asked)
    await _goes(applications, f"{few_minutes}/invitation/1", asked + 5 * MINUTE)
    await _goes(applications, f"{hours}/invitation/1", asked + 5 * HOUR)
    assert await _deadline(few_minutes) == asked + 5 * MINUTE + TEN_DAYS
    assert [row["process"] for row in await _news("link_renewed")] == [hours]


async def test_a_mail_that_goes_at_once_moves_nothing(applications: Applications) -> None:
    asked = now()
    number = await applications.invited(at=asked)
    await _goes(applications, f"{number}/invitation/1", asked + MINUTE / 2)
    assert await _deadline(number) == asked + TEN_DAYS


async def test_what_may_have_gone_is_repeated_with_the_deadline_that_it_had(
    applications: Applications,
) -> None:
    asked = now()
    number = await applications.invited(at=asked)
    key = f"{number}/invitation/1"
    await _goes(applications, key, asked + HOUR, may_have_gone=True)
    await _goes(applications, key, asked + 3 * HOUR)
    assert await _deadline(number) == asked + HOUR + TEN_DAYS


async def test_what_was_put_off_has_its_time_from_the_attempt_that_succeeds(
    applications: Applications,
) -> None:
    asked = now()
    number = await applications.invited(at=asked)
    for hours in (1, 2, 3):
        await _goes(applications, f"{number}/invitation/1", asked + hours * HOUR)
    assert await _deadline(number) == asked + 3 * HOUR + TEN_DAYS


async def test_nothing_expires_before_its_mail_has_gone(applications: Applications) -> None:
    asked = now() - 12 * DAY
    number = await applications.invited(at=asked)
    standing = await applications.steps.end_wait(TimeOrder(number, asked + TEN_DAYS))
    assert standing.stage is Stage.INVITED
    # Later than now: the workflow is not to look again at once, and again.
    assert standing.deadline is not None
    assert standing.deadline > now() + TEN_DAYS - MINUTE
    went = now()
    assert await _goes(applications, f"{number}/invitation/1", went)
    assert await _deadline(number) >= went + TEN_DAYS


async def test_a_workflow_whose_clock_is_ahead_is_not_asked_to_look_again_at_once(
    applications: Applications,
) -> None:
    number = await applications.invited()
    ahead = now() + 30 * DAY
    standing = await applications.steps.end_wait(TimeOrder(number, ahead))
    assert standing.deadline is not None
    assert standing.deadline > ahead


async def test_what_has_gone_expires(applications: Applications) -> None:
    asked = now() - 12 * DAY
    number = await applications.invited(at=asked)
    await claim_while_true(f"{number}/invitation/1", applications.settings.policy, asked)
    await mails.record_sent(f"{number}/invitation/1", "250 ok", asked)
    standing = await applications.steps.end_wait(TimeOrder(number, asked + TEN_DAYS))
    assert standing.stage is Stage.EXPIRED


async def test_what_may_have_gone_expires(applications: Applications) -> None:
    asked = now() - 12 * DAY
    number = await applications.invited(at=asked)
    await _goes(applications, f"{number}/invitation/1", asked, may_have_gone=True)
    standing = await applications.steps.end_wait(TimeOrder(number, asked + TEN_DAYS))
    assert standing.stage is Stage.EXPIRED


async def test_a_mail_that_nobody_took_for_a_month_is_waited_for_no_longer(
    applications: Applications,
) -> None:
    asked = now() - GIVEN_UP_AFTER - HOUR
    number = await applications.invited(at=asked)
    standing = await applications.steps.end_wait(TimeOrder(number, asked + TEN_DAYS))
    assert standing.stage is Stage.EXPIRED
    assert await _goes(applications, f"{number}/invitation/1", now()) is None
    assert await mails.due(number) == ()


async def test_whoever_asks_again_before_the_first_mail_went_keeps_the_application(
    applications: Applications,
) -> None:
    number = await applications.invited(at=now() - 12 * DAY)
    assert await applications.invited() == number
    assert await _goes(applications, f"{number}/invitation/1", now()) is None
    assert await _goes(applications, f"{number}/invitation/2", now())


async def test_whoever_asks_again_after_the_time_is_over_begins_anew(
    applications: Applications,
) -> None:
    number = await applications.invited(at=now() - 12 * DAY)
    await applications.mails_have_gone(number)
    assert await applications.invited() != number


async def test_whoever_asks_again_after_a_mail_that_may_have_gone_begins_anew(
    applications: Applications,
) -> None:
    asked = now() - 12 * DAY
    number = await applications.invited(at=asked)
    await _goes(applications, f"{number}/invitation/1", asked, may_have_gone=True)
    assert await applications.invited() != number


async def test_nobody_is_reminded_of_an_invitation_that_has_not_gone(
    applications: Applications,
) -> None:
    asked = now() - 8 * DAY
    number = await applications.invited(at=asked)
    standing = await applications.steps.do_what_is_due(TimeOrder(number, asked + 7 * DAY))
    assert await mails.due(number) == (f"{number}/invitation/1",)
    assert standing.next_due == asked + TEN_DAYS
    went = now()
    await _goes(applications, f"{number}/invitation/1", went)
    await applications.mails_have_gone(number)
    facts = await load_facts(number)
    assert facts.next_due == went + 7 * DAY
    await applications.steps.do_what_is_due(TimeOrder(number, facts.next_due))
    assert await mails.due(number) == (f"{number}/invitation_reminder/1",)


async def test_a_later_end_that_an_administrator_gave_stays(applications: Applications) -> None:
    asked = now()
    number = await applications.invited(at=asked)
    until = asked + 40 * DAY
    await extend_deadline(number, until, WHY, asked)
    await _goes(applications, f"{number}/invitation/1", asked + 2 * DAY)
    assert await _deadline(number) == until


async def test_a_mail_that_is_sent_once_more_gives_no_new_time(
    applications: Applications,
) -> None:
    asked = now()
    number = await applications.invited(at=asked)
    await applications.mails_have_gone(number)
    await send_mail_again(number, "invitation/1", WHY, asked + DAY)
    (again,) = await mails.due(number)
    await _goes(applications, again, asked + 2 * DAY)
    assert await _deadline(number) == asked + TEN_DAYS


async def test_a_contact_has_sixty_days_from_a_late_request_and_its_reminders_follow(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    policy = applications.settings.policy
    went = now() + 5 * DAY
    await applications.steps.do_what_is_due(TimeOrder(number, went))
    await _goes(applications, f"{number}/approval_request/1", went)
    assert await _deadline(number) == went + SIXTY_DAYS
    assert await _expiry(applications, Purpose.APPROVAL, number) == went + SIXTY_DAYS
    assert await _reminders(number) == [wait.after(went) for wait in policy.approval_reminders]


async def test_a_resend_of_what_has_not_gone_is_no_second_mail(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    await request_resend(number, now() + 4 * DAY)
    standing = await applications.steps.do_what_is_due(TimeOrder(number, now() + 5 * DAY))
    assert not [key for key in await mails.due(number) if "resend" in key]
    assert standing.next_due is not None
    assert standing.next_due > now() + 5 * DAY
    await applications.mails_have_gone(number)
    await applications.steps.do_what_is_due(TimeOrder(number, standing.next_due))
    assert not [key for key in await mails.due(number) if "resend" in key]


async def test_an_applicant_has_ten_days_from_a_late_mail_that_asks_for_a_correction(
    applications: Applications,
) -> None:
    number = await applications.returned()
    end = await _deadline(number)
    standing = await applications.steps.end_wait(TimeOrder(number, end))
    assert standing.stage is Stage.RETURNED
    went = end + 2 * DAY
    await _goes(applications, f"{number}/declined/1", went)
    assert await _deadline(number) == went + TEN_DAYS


async def test_a_mail_that_begins_no_wait_moves_nothing(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    end = await _deadline(number)
    await _goes(applications, f"{number}/receipt/1", now() + 5 * DAY)
    assert await _deadline(number) == end


async def test_a_short_time_moves_on_after_a_short_delay(applications: Applications) -> None:
    policy = replace(applications.settings.policy, link_lifetime=Duration.parse("5m"))
    quick = Applications(replace(applications.settings, policy=policy))
    asked = now()
    number = await quick.invited(APPLICANT, at=asked)
    await _goes(quick, f"{number}/invitation/1", asked + 4 * MINUTE)
    assert await _deadline(number) == asked + 9 * MINUTE
    assert len(await _news("link_renewed")) == 1


async def _news(signal: str) -> list[dict[str, str]]:
    return await Outbox.select(Outbox.process).where(Outbox.signal == signal)


async def _reminders(number: str) -> list[datetime]:
    rows = await Mail.raw(
        "SELECT due_at FROM due WHERE application = {} AND purpose = 'approval'"
        " AND kind = 'reminder' ORDER BY nth",
        number,
    )
    return [row["due_at"] for row in rows]
