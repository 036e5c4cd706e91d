"""Every life in which something else is true of an application, brought about as people do."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from activities.orders import TimeOrder
from db.audit import ActReason
from db.console.company_acts import company_of, suspend
from db.enrolment.applicant_acts import submit_correction, withdraw
from db.enrolment.application_form import newest_form
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import load_facts
from db.tables.companies import Company
from domain.enrolment.stages import Choice, Part, ReviewChoice, Stage
from rig.applications import Applications, now
from rig.companies import revoked as revoke
from rig.site import Site
from tests.web.approval_pages import COLLEAGUE

Live = Callable[[Site, Applications], Awaitable[str]]

_STEPS = {
    Stage.SUBMITTED: "screen",
    Stage.CLEARED: "ask_wholesaler",
    Stage.APPROVED: "issue_ids",
    Stage.REFUSED: "return_refused",
    Stage.DISOWNED: "freeze_disowned",
    Stage.DISPUTED: "freeze_disputed",
    Stage.UNDELIVERABLE: "return_undeliverable",
    Stage.SENT_BACK: "send_back",
    Stage.TURNED_DOWN: "close_turned_down",
    Stage.WITHDRAWING: "close_withdrawn",
}
WHY = ActReason("admin@inforex.example", "電話で確認しました。")


async def go_on(applications: Applications, number: str) -> None:
    """The workflow does what follows from what people did."""
    step = _STEPS[(await load_facts(number)).stage]
    await getattr(applications.steps, step)(applications.order(number))


async def time_runs_out(applications: Applications, number: str) -> None:
    await applications.mails_have_gone(number)
    deadline = (await load_facts(number)).deadline
    assert deadline is not None
    await applications.steps.end_wait(TimeOrder(number, deadline))


def factory(name: str, *, goes_on: bool = False) -> Live:
    """What the rig makes, and, where wanted, what the workflow does then."""

    async def live(_: Site, applications: Applications) -> str:
        number: str = await getattr(applications, name)()
        if goes_on:
            await go_on(applications, number)
        return number

    return live


def ended(live: Live) -> Live:
    """The same life, when nobody does anything until its wait is over."""

    async def longer(site: Site, applications: Applications) -> str:
        number = await live(site, applications)
        await time_runs_out(applications, number)
        return number

    return longer


def withdrawn(live: Live) -> Live:
    """The same life, withdrawn in the end."""

    async def longer(site: Site, applications: Applications) -> str:
        number = await live(site, applications)
        await withdraw(number, now())
        await go_on(applications, number)
        return number

    return longer


def late(live: Live) -> Live:
    """The same life, in the moments after its deadline."""

    async def longer(site: Site, applications: Applications) -> str:
        number = await live(site, applications)
        deadline = (await load_facts(number)).deadline
        assert deadline is not None
        site.clock.now = deadline + timedelta(seconds=1)
        return number

    return longer


async def about_to_ask(site: Site, applications: Applications) -> str:
    number = await applications.awaiting_approval()
    site.clock.now = now() + timedelta(minutes=2)
    return number


async def asked(_: Site, applications: Applications) -> str:
    number = await applications.awaiting_approval()
    await applications.mails_have_gone(number)
    return number


async def returned(_: Site, applications: Applications) -> str:
    number = await applications.under_review()
    await applications.review(number, ReviewChoice.RETURN, (Part.WHOLESALER,))
    await go_on(applications, number)
    return number


async def enrolled(_: Site, applications: Applications) -> str:
    number = await asked(_, applications)
    await applications.approve(number)
    await go_on(applications, number)
    return number


async def suspended_by_the_operator(site: Site, applications: Applications) -> str:
    number = await enrolled(site, applications)
    await suspend(await company_of(number), WHY, now())
    return number


async def suspended_by_dispute(site: Site, applications: Applications) -> str:
    number = await enrolled(site, applications)
    await applications.dispute(number)
    return number


async def left(site: Site, applications: Applications) -> str:
    number = await enrolled(site, applications)
    await Company.update({Company.ended_at: now()}).where(Company.application_number == number)
    return number


async def revoked(site: Site, applications: Applications) -> str:
    """The contact knew nothing of the approval, and two administrators took the IDs back."""
    number = await suspended_by_dispute(site, applications)
    await revoke(number, applications.settings)
    return number


async def named_another(_: Site, applications: Applications) -> str:
    """The contact declined, and the applicant named another one, who was asked."""
    number = await applications.returned()
    form = replace(await newest_form(number), contact_mail_address="ito@mihon-oroshi.example")
    await submit_correction(number, form, revision=1, now=now())
    await go_on(applications, number)
    await applications.mails_have_gone(number)
    return number


async def another_approved(site: Site, applications: Applications) -> str:
    number = await named_another(site, applications)
    await applications.decide(number, Choice.APPROVE)
    await go_on(applications, number)
    return number


async def asked_again(_: Site, applications: Applications) -> str:
    """The contact said 「取引がない」, an administrator cleared it, and it is asked anew."""
    number = await applications.frozen()
    await applications.review(number, ReviewChoice.CLEAR)
    await go_on(applications, number)
    await applications.mails_have_gone(number)
    return number


async def turned_down_after_no_trade(_: Site, applications: Applications) -> str:
    number = await applications.frozen()
    await applications.review(number, ReviewChoice.DECLINE)
    await go_on(applications, number)
    return number


async def disputed_before_the_issue(_: Site, applications: Applications) -> str:
    """The contact knows nothing of the refusal; an administrator has to look."""
    number = await applications.disputed()
    await go_on(applications, number)
    return number


async def handed_over(_: Site, applications: Applications) -> str:
    """The contact handed it over; the colleague is to be asked."""
    number = await asked(_, applications)
    await hand_it_over(number)
    return number


async def hand_it_over(number: str) -> None:
    colleague = Colleague("営業部", "佐藤 次郎", COLLEAGUE)
    await hand_over(number, colleague, revision=1, now=now())


async def colleague_asked(site: Site, applications: Applications) -> str:
    number = await handed_over(site, applications)
    await go_on(applications, number)
    await applications.mails_have_gone(number)
    return number


async def colleague_approved(site: Site, applications: Applications) -> str:
    number = await colleague_asked(site, applications)
    await applications.decide(number, Choice.APPROVE)
    await go_on(applications, number)
    return number


def at_present(site: Site) -> datetime:
    """The site's clock never stands before what the rig has just done."""
    site.clock.now = max(site.clock.now, now())
    return site.clock.now
