"""Mails that are sent again, and what failed is tried once more."""

import asyncio

import pytest

from db.console.address_correction import correct_address
from db.console.mails_again import (
    MailNotTrueError,
    MailUnderWayError,
    NothingFailedError,
    retry_failed,
    send_mail_again,
)
from db.enrolment.application_form import revisions
from db.enrolment.facts import load_facts
from db.mailing import mails
from domain.enrolment.stages import Author, Stage
from rig.applications import APPLICANT, CONTACT, Applications, now
from rig.console.acts import (
    GROUND,
    NEW_ADDRESS,
    WHY,
    acts_on,
    mail_states,
    making,
    news_of,
)
from settings import Settings


async def sent(number: str) -> None:
    """The mail server took everything that was due."""
    for key in await mails.due(number):
        await mails.record_sent(key, "250 ok", now())


async def test_a_mail_goes_again_as_a_new_one(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await sent(number)
    await send_mail_again(number, "approval_request/1", WHY, now())
    assert (await mail_states(number))["approval_request/1.101"] == (CONTACT, "queued")
    assert await news_of(number, "administrator_acted") == 1
    (act,) = await acts_on(number)
    assert act.before["mail"] == "approval_request/1"


async def test_a_third_time_has_a_number_of_its_own(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    for _ in range(3):
        await sent(number)
        await send_mail_again(number, "receipt/1", WHY, now())
    assert {"receipt/1.101", "receipt/1.102", "receipt/1.103"} <= set(await mail_states(number))


async def test_of_two_clicks_one_sends_and_the_other_is_told(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await sent(number)
    outcomes = await asyncio.gather(
        *(send_mail_again(number, "receipt/1", WHY, now()) for _ in range(2)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [MailUnderWayError]
    assert len(await acts_on(number)) == 1


async def test_what_is_no_longer_true_is_not_sent_again(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    await sent(number)
    await applications.approve(number)
    with pytest.raises(MailNotTrueError):
        await send_mail_again(number, "approval_request/1", WHY, now())
    assert await acts_on(number) == []


async def test_an_invitation_whose_link_was_replaced_is_not_sent_again(
    applications: Applications,
) -> None:
    number = await applications.invited()
    await sent(number)
    await applications.invited()
    with pytest.raises(MailNotTrueError):
        await send_mail_again(number, "invitation/1", WHY, now())


async def test_a_mail_of_another_application_is_unknown(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(LookupError):
        await send_mail_again(number, "welcome/1", WHY, now())


async def test_a_mail_to_the_applicant_goes_to_the_corrected_address(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.awaiting_approval()
    await sent(number)
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    await send_mail_again(number, "receipt/1", WHY, now())
    assert (await mail_states(number))["receipt/1.101"] == (NEW_ADDRESS, "queued")


async def test_the_welcome_of_an_enrolled_company_goes_again(applications: Applications) -> None:
    number = await applications.enrolled()
    await sent(number)
    await send_mail_again(number, "welcome/1", WHY, now())
    assert (await mail_states(number))["welcome/1.101"] == (APPLICANT, "queued")


async def test_what_was_refused_is_tried_again_once(applications: Applications) -> None:
    number = await applications.enrolled()
    await mails.record_refused(f"{number}/welcome/1", "550 mailbox full", now())
    await retry_failed(number, WHY, now())
    assert (await mail_states(number))["welcome/1.101"] == (APPLICANT, "queued")
    with pytest.raises(NothingFailedError):
        await retry_failed(number, WHY, now())
    assert len(await acts_on(number)) == 1


async def test_a_contact_whom_no_mail_reached_is_asked_anew(applications: Applications) -> None:
    number = await applications.undeliverable()
    await applications.steps.return_undeliverable(applications.order(number))
    assert (await load_facts(number)).stage is Stage.RETURNED
    await retry_failed(number, WHY, now())
    standing = await applications.steps.screen(applications.order(number))
    assert standing.stage is Stage.AWAITING_APPROVAL
    assert (await mail_states(number))["approval_request/2"] == (CONTACT, "queued")
    assert [one.made_by for one in await revisions(number)][-1] is Author.ADMINISTRATOR


async def test_nothing_is_retried_where_nothing_failed(applications: Applications) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(NothingFailedError):
        await retry_failed(number, WHY, now())
    assert await acts_on(number) == []
