"""What administrators do reaches the workflow, which reads the facts again."""

from datetime import timedelta

from db.console.acts_on_request import (
    approve_on_behalf,
    change_contact,
    extend_deadline,
    withdraw_on_request,
)
from db.console.address_correction import correct_address
from db.console.mails_again import retry_failed, send_mail_again
from db.enrolment.facts import load_facts
from db.mailing import mails
from domain.enrolment.stages import Stage
from rig.applications import now
from rig.console.acts import GROUND, NEW_ADDRESS, WHY, last_minute_in, making
from rig.workflows.life import Life
from settings import Settings
from tests.console.db.test_wholesalers_part import CHANGED, EVIDENCE

DAYS = timedelta(days=1)


async def test_an_extended_deadline_is_waited_for_with_its_reminder(life: Life) -> None:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    await extend_deadline(number, last_minute_in(30), WHY, now())
    await life.hear()
    await life.after(number, 11 * DAYS)
    await life.reaches(number, Stage.INVITED)
    assert life.postman.sent == ["invitation/1"]
    due = (await load_facts(number)).next_due
    assert due is not None
    await life.until(number, due)
    await life.has_sent("invitation_reminder/1")
    await life.until(number, last_minute_in(30))
    assert await life.ends(number) is Stage.EXPIRED


async def test_a_mail_goes_out_again_while_the_application_waits(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await send_mail_again(number, "approval_request/1", WHY, now())
    await life.hear()
    await life.has_sent("approval_request/1.101")
    await life.reaches(number, Stage.AWAITING_APPROVAL)


async def test_a_mail_goes_out_again_after_the_end(life: Life) -> None:
    number = await life.applications.decided()
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    await send_mail_again(number, "welcome/1", WHY, now())
    await life.hear()
    await life.has_sent("welcome/1.101")


async def test_a_corrected_address_gets_the_link_with_its_full_time(
    life: Life, settings: Settings
) -> None:
    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    await correct_address(number, NEW_ADDRESS, making(settings), WHY, ground=GROUND, now=now())
    await life.hear()
    await life.has_sent("invitation/2")
    await life.has_sent_kind("address_replaced")


async def test_another_contact_is_asked_and_the_old_link_forgotten(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await change_contact(number, CHANGED, revision=1, why=WHY, now=now())
    await life.hear()
    await life.has_sent("approval_request/2")
    await life.applications.approve(number)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED


async def test_an_approval_on_behalf_issues_the_ids_and_sends_the_receipt(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await approve_on_behalf(number, EVIDENCE, revision=1, why=WHY, now=now())
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    assert {"welcome/1", "decision_receipt/1"} <= {*life.postman.sent}


async def test_a_contact_whom_no_mail_reached_is_asked_anew(life: Life) -> None:
    life.postman.refuses = {"approval_request"}
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.reaches(number, Stage.RETURNED)
    life.postman.refuses = set()
    await retry_failed(number, WHY, now())
    await life.hear()
    await life.has_sent("approval_request/2")
    await life.reaches(number, Stage.AWAITING_APPROVAL)


async def test_a_withdrawal_on_request_ends_it(life: Life) -> None:
    number = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await withdraw_on_request(number, WHY, now())
    await life.hear()
    assert await life.ends(number) is Stage.WITHDRAWN
    assert {"withdrawn/1", "approval_withdrawn/1"} <= {*life.postman.sent}
    assert await mails.due(number) == ()
