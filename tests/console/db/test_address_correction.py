"""A corrected address: new links for the new one, none for the old, and both are told."""

import asyncio

import pytest

from db.console.address_correction import MailOnItsWayError, correct_address
from db.enrolment.drafts import load_draft, verify_address
from db.enrolment.facts import load_facts
from db.enrolment.links import find_link
from db.mailing import mails
from domain.refusals import MovedOnError
from domain.stages import Stage
from domain.text import InvalidInput
from domain.tokens import Purpose
from settings import Settings
from tests.applications import APPLICANT, CONTACT, Applications, now
from tests.console.acts import GROUND, NEW_ADDRESS, WHY, acts_on, mail_states, making
from tests.console.db.test_mails_again import sent


async def test_an_invited_applicant_gets_a_new_link_at_the_new_address(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.invited()
    await sent(number)
    old = await applications.token(Purpose.APPLY, number)
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    states = await mail_states(number)
    assert states["invitation/2"] == (NEW_ADDRESS, "queued")
    link = await find_link(old, Purpose.APPLY)
    assert link is not None
    assert link.replaced
    assert (await load_facts(number)).mail_address == NEW_ADDRESS


async def test_the_new_address_is_to_be_proved(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.invited()
    await verify_address(number, now())
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    assert not (await load_draft(number)).verified


async def test_later_the_new_address_gets_a_new_link_to_the_status_page(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.returned()
    await sent(number)
    old = await applications.token(Purpose.STATUS, number)
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    link = await find_link(old, Purpose.STATUS)
    assert link is not None
    assert link.replaced
    states = await mail_states(number)
    assert states["address_corrected/2"] == (NEW_ADDRESS, "queued")


async def test_the_old_address_is_told_unless_its_mails_came_back(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.invited()
    await sent(number)
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    told = [key for key in await mail_states(number) if key.startswith("address_replaced/")]
    assert [(await mail_states(number))[key][0] for key in told] == [APPLICANT]
    await mails.record_refused(f"{number}/invitation/2", "550 no such user", now())
    await correct_address(
        number, "third@maker.example", making(settings), WHY, ground=GROUND, now=now()
    )
    assert [key for key in await mail_states(number) if key.startswith("address_rep")] == told


async def test_mails_that_wait_go_to_the_new_address(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.awaiting_approval()
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    assert (await mail_states(number))["receipt/1"] == (NEW_ADDRESS, "queued")


async def test_nothing_changes_while_a_mail_to_the_old_address_is_being_sent(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.awaiting_approval()
    assert await mails.claim(f"{number}/receipt/1", now())
    with pytest.raises(MailOnItsWayError):
        await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    assert (await load_facts(number)).mail_address == APPLICANT
    assert await acts_on(number) == []


async def test_another_domain_is_shown_to_the_contact_by_asking_anew(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.awaiting_approval()
    await correct_address(
        number, "tanaka@other-maker.example", making(settings), WHY, ground=GROUND, now=now()
    )
    assert (await load_facts(number)).stage is Stage.SUBMITTED
    standing = await applications.steps.screen(applications.order(number))
    assert standing.stage is Stage.AWAITING_APPROVAL


async def test_the_domain_of_the_contact_sends_it_to_an_administrator(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.awaiting_approval()
    address = CONTACT.replace("suzuki", "someone")
    await correct_address(number, address, making(settings), WHY, ground=GROUND, now=now())
    standing = await applications.steps.screen(applications.order(number))
    assert standing.stage is Stage.UNDER_REVIEW


async def test_the_same_domain_does_not_trouble_the_contact(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.awaiting_approval()
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    assert (await load_facts(number)).stage is Stage.AWAITING_APPROVAL


@pytest.mark.parametrize(
    ("address", "told"), [(APPLICANT, "現在と同じ"), (CONTACT, "認証先卸担当者")]
)
async def test_s23_an_address_that_it_cannot_have_is_refused(
    applications: Applications, settings: Settings, address: str, told: str
) -> None:
    number = await applications.awaiting_approval()
    with pytest.raises(InvalidInput, match=told):
        await correct_address(number, address, making(settings), WHY, ground=GROUND, now=now())
    assert await acts_on(number) == []


async def test_the_act_tells_both_addresses(applications: Applications, settings: Settings) -> None:
    number = await applications.invited()
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    (act,) = await acts_on(number)
    assert act.before == {"mail_address": APPLICANT}
    assert act.after == {"mail_address": NEW_ADDRESS}


async def test_of_two_at_once_one_is_refused(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.invited()
    outcomes = await asyncio.gather(
        *(
            correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
            for _ in range(2)
        ),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes if outcome] == [InvalidInput]


@pytest.mark.parametrize("stage", ["decided", "withdrawing", "enrolled"])
async def test_a_closed_or_moving_application_keeps_its_address(
    applications: Applications, settings: Settings, stage: str
) -> None:
    number = await getattr(applications, stage)()
    with pytest.raises(MovedOnError):
        await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    assert (await load_facts(number)).mail_address == APPLICANT
