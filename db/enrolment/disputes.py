"""「心当たりがない」: the owner of a mailbox did not decide what its receipt says (S27)."""

from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.enrolment.facts import hold
from db.enrolment.links import FoundLink, use_link
from db.mailing import mails
from db.members.sessions import end_sessions_of_company
from db.tables.companies import Company
from db.tables.enrolment import Decision
from db.tables.review import Dispute
from domain.enrolment.stages import Choice
from domain.refusals import AlreadyDisputedError
from domain.tokens import Purpose


async def dispute_decision(link: FoundLink, alert_to: str, now: datetime) -> None:
    """Record the dispute and suspend at once what was issued; nobody of the company may log in.

    Raises `AlreadyDisputedError` at a second click.
    """
    number, revision = link.application_number, link.revision
    async with transaction():
        await hold(number)
        if await Dispute.exists().where(
            Dispute.application == number, Dispute.revision == revision
        ):
            raise AlreadyDisputedError
        await Dispute.insert(Dispute(application=number, revision=revision, disputed_at=now))
        await use_link(Purpose.DISPUTE, number, link.generation, now)
        suspended = await _suspend(number, revision, now)
        alert = "alert_dispute" if suspended is None else "alert_suspended"
        await mails.queue(number, alert, revision, alert_to, now, revision=revision)
        await outbox.tell(number, "disputed", now, revision=revision)
        await audit.record(
            "wholesaler:decision:dispute",
            now,
            application_number=number,
            company_id=suspended,
            revision=revision,
        )


async def _suspend(application_number: str, revision: int, now: datetime) -> str | None:
    """Suspend the company that the approval of this revision led to, and end its sessions."""
    if not await _was_approved(application_number, revision):
        return None
    rows = (
        await Company.update({Company.suspended_at: now})
        .where(Company.application_number == application_number, Company.suspended_at.is_null())
        .returning(Company.company_id)
    )
    if not rows:
        return None
    company_id = str(rows[0]["company_id"])
    await end_sessions_of_company(company_id)
    return company_id


async def _was_approved(application_number: str, revision: int) -> bool:
    return await Decision.exists().where(
        Decision.application == application_number,
        Decision.revision == revision,
        Decision.choice == Choice.APPROVE.value,
    )
