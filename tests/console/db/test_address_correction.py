"""A corrected address: new links for the new one, none for the old, and both are told."""

import asyncio
from dataclasses import replace

import pytest

from db.access.answers import confirm_new_mailbox
from db.access.facts import open_changes_of
from db.console.address_correction import MailOnItsWayError, correct_address
from db.enrolment.application_form import load_draft, verify_address
from db.enrolment.facts import load_facts
from db.enrolment.links import find_link
from db.mailing import mails
from domain.companies.access_acts import AdministratorNeededError, Ground
from domain.console_roles import Role, permissions_of
from domain.enrolment.stages import Stage
from domain.refusals import MovedOnError
from domain.text import InvalidInput
from domain.tokens import Purpose
from rig.access import DAY, change_of, found, kinds_to, settled, told
from rig.applications import APPLICANT, CONTACT, Applications, another_form, now
from rig.console.acts import GROUND, NEW_ADDRESS, WHY, acts_on, mail_states, making
from rig.members import Ids, id_manager_of
from rig.own_data import link_of
from settings import Settings
from tests.console.db.test_mails_again import sent
from tests.rows import nobody_else


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
    assert (await mail_states(number))["approval_request/1"] == (CONTACT, "queued")


async def test_who_sent_another_form_is_remembered_as_before(
    applications: Applications, settings: Settings
) -> None:
    """Though one address is given up, and the other put in, by which that other form was sent."""
    addresses = ("a@one.example", "b@two.example", "b@two.example")
    moved, _, number = [
        await applications.awaiting_approval(each, another_form()) for each in addresses
    ]
    for each, address in ((moved, NEW_ADDRESS), (number, "a@one.example")):
        async with nobody_else(each):
            await correct_address(each, address, making(settings), WHY, ground=GROUND, now=now())


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
    assert act.after == {"mail_address": NEW_ADDRESS, "evidence": GROUND.evidence}


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


HELPDESK = Ground(permissions_of(Role.HELPDESK))


async def test_s48_helpdesk_puts_right_what_nobody_has_proved(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.invited()
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=HELPDESK, now=now())
    assert (await load_facts(number)).mail_address == NEW_ADDRESS


@pytest.mark.parametrize("ground", [HELPDESK, replace(GROUND, evidence="")])
@pytest.mark.parametrize("submitted", [False, True])
async def test_s48_address_that_was_proved_takes_an_administrator_and_evidence(
    applications: Applications, settings: Settings, ground: Ground, *, submitted: bool
) -> None:
    if submitted:
        number = await applications.awaiting_approval()
    else:
        number = await applications.invited()
        await verify_address(number, now())
    with pytest.raises(AdministratorNeededError):
        await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=ground, now=now())
    assert (await load_facts(number)).mail_address == APPLICANT


async def issued_after(
    applications: Applications, settings: Settings, *addresses: str
) -> tuple[Ids, str]:
    """The IDs of an application whose address the operator corrected to each of these."""
    number = await applications.awaiting_approval()
    for address in addresses:
        await correct_address(number, address, making(settings), WHY, ground=GROUND, now=now())
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    return await id_manager_of(number), number


async def test_s48_ids_go_to_the_mailbox_that_sent_the_form_which_is_asked_about_the_new_one(
    applications: Applications, settings: Settings
) -> None:
    ids, number = await issued_after(
        applications, settings, "x@shinki-shokuhin.example", NEW_ADDRESS
    )
    assert (await ids.account()).mail_address == APPLICANT
    change = await told(await change_of(ids))
    assert (change.new_address, change.evidence) == (NEW_ADDRESS, GROUND.evidence)
    assert (change.asked_by, change.reason) == (WHY.done_by, WHY.reason)
    assert {("access_change_asked", APPLICANT), ("access_confirmation", NEW_ADDRESS)} <= (
        await kinds_to(change)
    )
    # The IDs themselves open nothing; whoever has the password that the form set needs them.
    assert (await mail_states(number))["welcome/1"][0] == NEW_ADDRESS
    await settled(applications, change, DAY)
    assert (await ids.account()).mail_address == APPLICANT
    link = await found(await link_of(applications, ids, Purpose.ADDRESS), Purpose.ADDRESS)
    await confirm_new_mailbox(link, now())
    await settled(applications, change, DAY)
    assert (await ids.account()).mail_address == NEW_ADDRESS


async def test_an_address_that_was_put_back_is_no_change(
    applications: Applications, settings: Settings
) -> None:
    ids, _ = await issued_after(applications, settings, NEW_ADDRESS, APPLICANT)
    assert (await ids.account()).mail_address == APPLICANT
    assert not await open_changes_of(ids.company_id)


async def test_whoever_sends_the_form_has_proved_the_address_by_that(
    applications: Applications, settings: Settings
) -> None:
    number = await applications.invited()
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    await applications.submit(number)
    await applications.steps.screen(applications.order(number))
    await applications.approve(number)
    await applications.steps.issue_ids(applications.order(number))
    ids = await id_manager_of(number)
    assert (await ids.account()).mail_address == NEW_ADDRESS
    assert not await open_changes_of(ids.company_id)
