"""Every life in which something else is true of an application, brought about as people do."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from activities.orders import TimeOrder
from db.console.company_acts import company_of, suspend
from db.enrolment.applicant_acts import submit_correction, withdraw
from db.enrolment.application_form import newest_form
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import load_facts
from db.tables.companies import Company
from domain.enrolment.stages import Choice, Part, ReviewChoice
from domain.enrolment.standing import Standing
from rig.applications import COLLEAGUE, STEPS, WHY, Applications, now
from rig.companies import revoked as revoke
from rig.site import Clock

Live = Callable[[Clock, Applications], Awaitable[str]]


async def go_on(applications: Applications, number: str) -> None:
    """The workflow does what follows from what people did."""
    step = STEPS[(await load_facts(number)).stage]
    await step(applications.steps, applications.order(number))


def factory(name: str, *, goes_on: bool = False) -> Live:
    """What the rig makes, and, where wanted, what the workflow does then."""

    async def live(_: Clock, applications: Applications) -> str:
        number: str = await getattr(applications, name)()
        if goes_on:
            await go_on(applications, number)
        return number

    return live


def followed_by(live: Live, act: Callable[[Clock, Applications, str], Awaitable[None]]) -> Live:
    """The same life, and then this."""

    async def longer(clock: Clock, applications: Applications) -> str:
        number = await live(clock, applications)
        await act(clock, applications, number)
        return number

    return longer


async def _time_runs_out(_: Clock, applications: Applications, number: str) -> None:
    await applications.mails_have_gone(number)
    await applications.steps.end_wait(TimeOrder(number, await _deadline(number)))


async def _the_applicant_withdraws(_: Clock, applications: Applications, number: str) -> None:
    await withdraw(number, now())
    await go_on(applications, number)


async def _the_deadline_passes(clock: Clock, _: Applications, number: str) -> None:
    clock.now = await _deadline(number) + timedelta(seconds=1)


async def _deadline(number: str) -> datetime:
    deadline = (await load_facts(number)).deadline
    assert deadline is not None
    return deadline


def ended(live: Live) -> Live:
    """The same life, when nobody does anything until its wait is over."""
    return followed_by(live, _time_runs_out)


def withdrawn(live: Live) -> Live:
    """The same life, withdrawn in the end."""
    return followed_by(live, _the_applicant_withdraws)


def late(live: Live) -> Live:
    """The same life, in the moments after its deadline."""
    return followed_by(live, _the_deadline_passes)


async def about_to_ask(clock: Clock, applications: Applications) -> str:
    number = await applications.awaiting_approval()
    clock.now = now() + timedelta(minutes=2)
    return number


async def asked(_: Clock, applications: Applications) -> str:
    number = await applications.awaiting_approval()
    await applications.mails_have_gone(number)
    return number


async def returned(_: Clock, applications: Applications) -> str:
    number = await applications.under_review()
    await applications.review(number, ReviewChoice.RETURN, (Part.WHOLESALER,))
    await go_on(applications, number)
    return number


async def enrolled(_: Clock, applications: Applications) -> str:
    number = await asked(_, applications)
    await applications.approve(number)
    await go_on(applications, number)
    return number


async def suspended_by_the_operator(clock: Clock, applications: Applications) -> str:
    number = await enrolled(clock, applications)
    await suspend(await company_of(number), WHY, now())
    return number


async def suspended_by_dispute(clock: Clock, applications: Applications) -> str:
    number = await enrolled(clock, applications)
    await applications.dispute(number)
    return number


async def left(clock: Clock, applications: Applications) -> str:
    number = await enrolled(clock, applications)
    await Company.update({Company.ended_at: now()}).where(Company.application_number == number)
    return number


async def revoked(clock: Clock, applications: Applications) -> str:
    """The contact knew nothing of the approval, and two administrators took the IDs back."""
    number = await suspended_by_dispute(clock, applications)
    await revoke(number, applications.settings)
    return number


async def named_another(_: Clock, applications: Applications) -> str:
    """The contact declined, and the applicant named another one, who was asked."""
    number = await applications.returned()
    form = replace(await newest_form(number), contact_mail_address="ito@mihon-oroshi.example")
    await submit_correction(number, form, revision=1, now=now())
    await go_on(applications, number)
    await applications.mails_have_gone(number)
    return number


async def another_approved(clock: Clock, applications: Applications) -> str:
    number = await named_another(clock, applications)
    await applications.decide(number, Choice.APPROVE)
    await go_on(applications, number)
    return number


async def asked_again(_: Clock, applications: Applications) -> str:
    """The contact said 「取引がない」, an administrator cleared it, and it is asked anew."""
    number = await applications.frozen()
    await applications.review(number, ReviewChoice.CLEAR)
    await go_on(applications, number)
    await applications.mails_have_gone(number)
    return number


async def turned_down_after_no_trade(_: Clock, applications: Applications) -> str:
    number = await applications.frozen()
    await applications.review(number, ReviewChoice.DECLINE)
    await go_on(applications, number)
    return number


async def disputed_before_the_issue(_: Clock, applications: Applications) -> str:
    """The contact knows nothing of the refusal; an administrator has to look."""
    number = await applications.disputed()
    await go_on(applications, number)
    return number


async def handed_over(_: Clock, applications: Applications) -> str:
    """The contact handed it over; the colleague is to be asked."""
    number = await asked(_, applications)
    await hand_it_over(number)
    return number


async def hand_it_over(number: str) -> None:
    colleague = Colleague("営業部", "佐藤 次郎", COLLEAGUE)
    await hand_over(number, colleague, revision=1, now=now())


async def colleague_asked(clock: Clock, applications: Applications) -> str:
    number = await handed_over(clock, applications)
    await go_on(applications, number)
    await applications.mails_have_gone(number)
    return number


async def colleague_approved(clock: Clock, applications: Applications) -> str:
    number = await colleague_asked(clock, applications)
    await applications.decide(number, Choice.APPROVE)
    await go_on(applications, number)
    return number


def at_present(clock: Clock) -> datetime:
    """The site's clock never stands before what the rig has just done."""
    clock.now = max(clock.now, now())
    return clock.now


LIVES: dict[str, tuple[Standing, Live]] = {
    "submitted": (Standing.RECEIVED, factory("submitted")),
    "cleared": (Standing.RECEIVED, factory("cleared")),
    "handed over": (Standing.RECEIVED, handed_over),
    "held": (Standing.UNDER_REVIEW, factory("under_review")),
    "to be returned": (Standing.UNDER_REVIEW, factory("sent_back")),
    "to be turned down": (Standing.UNDER_REVIEW, factory("turned_down")),
    "no trade": (Standing.UNDER_REVIEW, factory("disowned")),
    "frozen": (Standing.UNDER_REVIEW, factory("frozen")),
    "disputed": (Standing.UNDER_REVIEW, factory("disputed")),
    "disputed, held": (Standing.UNDER_REVIEW, disputed_before_the_issue),
    "about to ask": (Standing.ABOUT_TO_ASK, about_to_ask),
    "asked": (Standing.ASKED, asked),
    "colleague asked": (Standing.ASKED, colleague_asked),
    "another asked": (Standing.ASKED, named_another),
    "asked again": (Standing.ASKED, asked_again),
    "out of time": (Standing.OUT_OF_TIME, late(asked)),
    "approved": (Standing.APPROVED, factory("decided")),
    "refused": (Standing.REFUSED, factory("refused")),
    "bounced": (Standing.UNREACHED, factory("undeliverable")),
    "returned": (Standing.TO_CORRECT, returned),
    "declined": (Standing.TO_NAME_ANOTHER, factory("returned")),
    "bounced, returned": (Standing.TO_CORRECT_CONTACT, factory("undeliverable", goes_on=True)),
    "too late": (Standing.TOO_LATE, late(factory("returned"))),
    "withdrawing": (Standing.WITHDRAWN, factory("withdrawing")),
    "withdrawn": (Standing.WITHDRAWN, withdrawn(asked)),
    "withdrawn when declined": (Standing.WITHDRAWN, withdrawn(factory("returned"))),
    "withdrawn when approved": (Standing.WITHDRAWN, withdrawn(factory("decided"))),
    "withdrawn by hand-over": (Standing.WITHDRAWN, withdrawn(colleague_asked)),
    "enrolled": (Standing.ENROLLED, enrolled),
    "enrolled by a colleague": (Standing.ENROLLED, colleague_approved),
    "enrolled by another": (Standing.ENROLLED, another_approved),
    "suspended": (Standing.SUSPENDED, suspended_by_the_operator),
    "suspended by dispute": (Standing.SUSPENDED, suspended_by_dispute),
    "left": (Standing.LEFT, left),
    "revoked": (Standing.REVOKED, revoked),
    "turned down": (Standing.TURNED_DOWN, factory("turned_down", goes_on=True)),
    "turned down after no trade": (Standing.TURNED_DOWN, turned_down_after_no_trade),
    "none named": (Standing.NONE_NAMED, ended(factory("returned"))),
    "not corrected": (Standing.NOT_CORRECTED, ended(returned)),
    "bounced, not corrected": (
        Standing.NOT_CORRECTED,
        ended(factory("undeliverable", goes_on=True)),
    ),
    "unanswered": (Standing.UNANSWERED, ended(asked)),
    "unanswered by a colleague": (Standing.UNANSWERED, ended(colleague_asked)),
    "unreviewed": (Standing.UNREVIEWED, ended(factory("under_review"))),
    "unreviewed after no trade": (Standing.UNREVIEWED, ended(factory("frozen"))),
}
"""Each life with where it stands; the invited have no page but the form, until they submit it."""
