"""What is done to one application changes no other, wherever that one stands."""

from dataclasses import replace
from datetime import timedelta

from activities.orders import TimeOrder
from db.console.acts_on_request import extend_deadline
from db.console.address_correction import LinkMaking, correct_address
from db.console.company_acts import company_of, lift_suspension
from db.console.mails_again import send_mail_again
from db.enrolment.applicant_acts import change_contact, request_resend, submit_correction, withdraw
from db.enrolment.application_form import newest_form, save_draft, submit_form, verify_address
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import load_facts
from db.mailing import mails
from db.mailing.bounces import record_bounced
from domain.enrolment.form import ApplicationForm
from domain.mail_kinds import MailKind
from rig.applications import HASH, Applications, another_form, now
from rig.console.acts import GROUND, WHY
from tests.rows import nobody_else

DAY = timedelta(days=1)
CONTACT = Colleague("総務部", "加藤 三郎", "kato@mihon-oroshi.example")


async def others(applications: Applications) -> None:
    """Applications of other mailboxes, some at each stage, those last that most can be done to."""
    declined = await applications.awaiting_approval("a@declined.example", another_form())
    await applications.decline(declined)
    await applications.steps.return_refused(applications.order(declined))
    await applications.dispute(declined)
    approved = await applications.awaiting_approval("a@approved.example", another_form())
    await applications.approve(approved)
    await applications.steps.issue_ids(applications.order(approved))
    await applications.submitted("a@submitted.example", another_form())
    asked = await applications.awaiting_approval("a@asked.example", another_form())
    await request_resend(asked, now() + 4 * DAY)
    await applications.under_review("a@review.example")
    begun = await applications.invited("a@begun.example")
    await verify_address(begun, now())
    await save_draft(begun, {"company_name": "途中"}, HASH, now())
    await applications.invited("a@invited.example")


async def corrected(number: str) -> tuple[ApplicationForm, int]:
    """The newest form with another contact, and its revision."""
    form = await newest_form(number)
    mail_address = f"{(await load_facts(number)).revision}@mihon-oroshi.example"
    return replace(form, contact_mail_address=mail_address), (await load_facts(number)).revision


async def correct(applications: Applications, number: str) -> None:
    """The applicant names another contact, who is asked."""
    form, revision = await corrected(number)
    await submit_correction(number, form, revision=revision, now=now())
    await applications.steps.screen(applications.order(number))


async def test_from_the_invitation_to_the_request_no_other_changes(
    applications: Applications,
) -> None:
    await others(applications)
    settings, mailbox = applications.settings, "b@shinki.example"
    number = await applications.invited(mailbox, now() - DAY)
    first = await applications.invited("d@shinki.example")
    async with nobody_else(number, first):
        await applications.steps.do_what_is_due(TimeOrder(first, now() + 8 * DAY))
        await extend_deadline(first, now() + 20 * DAY, WHY, now())
        await applications.submit(first, another_form())
        making = LinkMaking(settings.link_keys, settings.policy)
        await applications.asks_for_the_link(mailbox)
        await verify_address(number, now())
        await save_draft(number, {}, None, now())
        await applications.asks_for_the_link(mailbox)
        await save_draft(number, {"company_name": "途中"}, HASH, now())
        await extend_deadline(number, now() + 20 * DAY, WHY, now())
        mailbox = "c@shinki.example"
        await correct_address(number, mailbox, making, WHY, ground=GROUND, now=now())
        await verify_address(number, now())
        await submit_form(number, another_form(), link_generation=4, now=now(), language="en")
        await applications.steps.screen(applications.order(number))
        await applications.mails_have_gone(number)
        await record_bounced(f"{number}/receipt/1", "550 no such user", now())
        await applications.steps.do_what_is_due(TimeOrder(number, now() + 15 * DAY))
        await request_resend(number, now() + 20 * DAY)
        await withdraw(number, now())
        await applications.steps.close_withdrawn(applications.order(number))


async def test_from_the_request_to_the_ids_no_other_changes(applications: Applications) -> None:
    await others(applications)
    number = await applications.awaiting_approval("b@shinki.example", another_form())
    steps, order = applications.steps, applications.order(number)
    async with nobody_else(number):
        await hand_over(number, CONTACT, revision=1, now=now())
        await steps.screen(order)
        form, revision = await corrected(number)
        await change_contact(number, form, revision=revision, now=now())
        await steps.screen(order)
        await applications.decline(number)
        await steps.return_refused(order)
        await correct(applications, number)
        await mails.record_refused(f"{number}/approval_request/4", "550 no such user", now())
        await steps.return_undeliverable(order)
        await correct(applications, number)
        await applications.approve(number)
        await steps.issue_ids(order)
        await mails.record_refused(f"{number}/welcome/5", "550 no such user", now())
        await send_mail_again(number, "welcome/5", WHY, now())
        await applications.dispute(number)
        await lift_suspension(await company_of(number), WHY, now())


async def test_an_invitation_is_open_by_its_own_mail_alone(applications: Applications) -> None:
    """Its time waits for the mail that brings it; another mail, or another's, is of no account."""
    long_ago = now() - 20 * DAY
    gone = await applications.invited("a@shinki.example", long_ago)
    await applications.mails_have_gone(gone)
    late = await applications.invited("b@shinki.example", long_ago)
    assert await applications.asks_for_the_link("b@shinki.example") == late
    await mails.queue(gone, MailKind.INVITATION_REMINDER, 1, "a@shinki.example", now())
    assert await applications.asks_for_the_link("a@shinki.example") != gone


async def test_an_invitation_is_open_though_another_has_its_form(
    applications: Applications,
) -> None:
    number = await applications.invited("a@shinki.example")
    await applications.submitted("b@shinki.example", another_form())
    assert await applications.asks_for_the_link("a@shinki.example") == number
