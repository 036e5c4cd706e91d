"""Back to the applicant, to an administrator, or to the end: what is not the straight path."""

from collections.abc import Sequence

from db.engine import transaction
from db.enrolment.asking import TO_THE_CONTACT, Asking, put_under_review
from db.enrolment.facts import Facts, hold
from db.enrolment.progress import move
from db.enrolment.receipts import queue_receipt
from db.enrolment.telling import tell_applicant
from db.mailing import mails
from db.tables.review import ReturnNotice, ReviewDecision
from domain.stages import Part, ReturnCause, ReviewCause, Stage

WHOLESALER_ONLY = (Part.WHOLESALER,)


async def return_refused(application_number: str, asking: Asking) -> None:
    """The wholesaler declined: the applicant may name another one within a new 10 days."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is Stage.REFUSED:
            await queue_receipt(facts, asking.keys, asking.now)
            reason = facts.decision_reason
            await _return(facts, ReturnCause.DECLINED, WHOLESALER_ONLY, reason, asking)


async def return_undeliverable(application_number: str, asking: Asking) -> None:
    """The contact's mail server refused the request: the applicant corrects the address."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is Stage.UNDELIVERABLE:
            await _return(facts, ReturnCause.UNDELIVERABLE, WHOLESALER_ONLY, "", asking)


async def send_back(application_number: str, asking: Asking) -> None:
    """An administrator returned it: the applicant corrects the parts that were named."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is Stage.SENT_BACK:
            reason, parts = await _verdict(facts)
            await _return(facts, ReturnCause.RETURNED, parts, reason, asking)


async def freeze_disowned(application_number: str, asking: Asking) -> None:
    """「取引がない」: nothing goes on until an administrator has looked (S26)."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is Stage.DISOWNED:
            await queue_receipt(facts, asking.keys, asking.now)
            await put_under_review(facts, ReviewCause.NO_TRADE, asking)


async def freeze_disputed(application_number: str, asking: Asking) -> None:
    """「心当たりがない」 before anything was issued: an administrator has to look (S27)."""
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is Stage.DISPUTED:
            await put_under_review(facts, ReviewCause.DISPUTE, asking)


async def _return(
    facts: Facts, cause: ReturnCause, parts: Sequence[Part], reason: str, asking: Asking
) -> None:
    number, now = facts.application_number, asking.now
    await ReturnNotice.insert(
        ReturnNotice(
            application=number,
            revision=facts.revision,
            cause=cause.value,
            parts=[part.value for part in parts],
            reason=reason,
            made_at=now,
        )
    )
    await mails.call_off(number, TO_THE_CONTACT, now)
    await move(facts, Stage.RETURNED, now, asking.policy.link_lifetime.after(now))
    await tell_applicant(facts, cause.value, now)


async def _verdict(facts: Facts) -> tuple[str, tuple[Part, ...]]:
    row = await (
        ReviewDecision.select(ReviewDecision.reason, ReviewDecision.parts)
        .where(ReviewDecision.review == facts.review)
        .first()
    )
    if row is None:
        raise LookupError(f"review {facts.review} is not decided")
    return row["reason"], tuple(Part(part) for part in row["parts"])
