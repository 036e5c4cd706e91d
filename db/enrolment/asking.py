"""From the form to the wholesaler: screening, and the request to the contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import transaction
from db.enrolment import reviews, screening
from db.enrolment.facts import Facts, hold
from db.enrolment.links import make_link
from db.enrolment.plans import plan_approval
from db.enrolment.progress import move
from db.enrolment.telling import tell_applicant
from db.mailing import mails
from domain.policy import Policy
from domain.stages import ReviewCause, Stage
from domain.tokens import Purpose

TO_THE_CONTACT = ("approval_request", "approval_reminder", "approval_resend")


@dataclass(frozen=True)
class Asking:
    """What the steps to the wholesaler need besides the facts."""

    keys: Sequence[bytes]
    policy: Policy
    alert_to: str
    now: datetime


async def screen(application_number: str, asking: Asking) -> None:
    """Screen a form that was submitted: ask the wholesaler, or have an administrator look."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is not Stage.SUBMITTED:
            return
        await mails.call_off(application_number, TO_THE_CONTACT, asking.now)
        await _acknowledge(facts, asking)
        if await screening.has_findings(facts, asking.now):
            await put_under_review(facts, ReviewCause.SCREENING, asking)
        else:
            await _ask(facts, asking)


async def ask_wholesaler(application_number: str, asking: Asking) -> None:
    """Ask the wholesaler about an application that an administrator cleared."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is Stage.CLEARED:
            await _ask(facts, asking)


async def put_under_review(facts: Facts, cause: ReviewCause, asking: Asking) -> None:
    """Have an administrator decide, who is told by mail; the caller holds the application."""
    review = await reviews.open_review(facts, cause, asking.now)
    deadline = asking.policy.approval_lifetime.after(asking.now)
    await move(facts, Stage.UNDER_REVIEW, asking.now, deadline)
    if cause is not ReviewCause.DISPUTE:  # its alert came with the dispute itself
        await _alert(facts, f"alert_{cause.value}", review, asking)


async def _alert(facts: Facts, alert: str, review: int, asking: Asking) -> None:
    await mails.queue(
        facts.application_number,
        alert,
        review,
        asking.alert_to,
        asking.now,
        revision=facts.revision,
    )


async def _acknowledge(facts: Facts, asking: Asking) -> None:
    """The applicant's receipt, with the link to the status page, which is made only once."""
    if facts.revision_in_hand == 0:
        await make_link(asking.keys, Purpose.STATUS, facts.application_number, now=asking.now)
    if await screening.is_of_applicant(facts):
        await tell_applicant(facts, "receipt", asking.now)


async def _ask(facts: Facts, asking: Asking) -> None:
    now, policy = asking.now, asking.policy
    deadline = policy.approval_lifetime.after(now)
    await move(facts, Stage.AWAITING_APPROVAL, now, deadline)
    number = facts.application_number
    generation = await make_link(
        asking.keys,
        Purpose.APPROVAL,
        number,
        now=now,
        revision=facts.revision,
        expires_at=deadline,
    )
    await plan_approval(number, generation, now, policy)
    await mails.queue(
        number,
        "approval_request",
        generation,
        facts.contact_mail_address,
        now,
        revision=facts.revision,
    )
