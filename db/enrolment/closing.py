"""The ends of an application without IDs, each told to those who wait."""

from collections.abc import Sequence
from datetime import datetime

from db.engine import transaction
from db.enrolment.asking import TO_THE_CONTACT
from db.enrolment.beginnings import begin, has_to_begin
from db.enrolment.facts import Facts, hold
from db.enrolment.progress import move
from db.enrolment.receipts import queue_receipt
from db.enrolment.telling import tell_applicant, tell_contact
from db.mailing import mails
from db.tables.review import ReturnNotice
from domain.policy import Policy
from domain.stages import ReturnCause, Stage


async def end_wait(
    application_number: str, deadline: datetime, policy: Policy, now: datetime
) -> None:
    """Close an application whose deadline passed while it waited for somebody.

    Nothing changes when what was waited for was acknowledged in time, or the deadline moved. It
    moves on when nobody was told of it, for the mail that asks for it has not gone.
    """
    async with transaction():
        facts = await hold(application_number)
        passed = facts.deadline is not None and facts.deadline <= deadline
        if not facts.stage.waits or not passed:
            return
        if await has_to_begin(facts, now):
            await begin(facts, policy, max(now, deadline), now)
        elif facts.stage is Stage.INVITED:
            await move(facts, Stage.EXPIRED, now, None)
        elif facts.stage is Stage.RETURNED:
            await _close_uncorrected(facts, now)
        else:
            await _close_unanswered(facts, now)


async def close_turned_down(application_number: str, now: datetime) -> None:
    """Close an application that an administrator declined."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is Stage.TURNED_DOWN:
            await move(facts, Stage.DECLINED, now, None)
            await tell_applicant(facts, "turned_down", now)


async def close_withdrawn(application_number: str, keys: Sequence[bytes], now: datetime) -> None:
    """Close an application that its applicant withdrew; a contact who was asked hears of it."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is Stage.WITHDRAWING:
            await mails.call_off(application_number, TO_THE_CONTACT, now)
            await move(facts, Stage.WITHDRAWN, now, None)
            await tell_applicant(facts, "withdrawn", now)
            if facts.recorded is Stage.AWAITING_APPROVAL:
                await _release_contact(facts, keys, now)


async def _release_contact(facts: Facts, keys: Sequence[bytes], now: datetime) -> None:
    """Tell a contact who was asked; one who has decided gets the receipt of the decision too."""
    if facts.choice is not None:
        await queue_receipt(facts, keys, now)
    await tell_contact(facts, "approval_withdrawn", now)


async def _close_uncorrected(facts: Facts, now: datetime) -> None:
    notice = await (
        ReturnNotice.select(ReturnNotice.cause)
        .where(ReturnNotice.application == facts.application_number)
        .order_by(ReturnNotice.id, ascending=False)
        .first()
    )
    declined = notice is not None and notice["cause"] == ReturnCause.DECLINED
    await move(facts, Stage.DECLINED if declined else Stage.EXPIRED, now, None)
    await tell_applicant(facts, "uncorrected", now)


async def _close_unanswered(facts: Facts, now: datetime) -> None:
    await mails.call_off(facts.application_number, TO_THE_CONTACT, now)
    await move(facts, Stage.LAPSED, now, None)
    await tell_applicant(facts, "lapsed", now)
    if facts.recorded is Stage.AWAITING_APPROVAL:
        await tell_contact(facts, "approval_lapsed", now)
