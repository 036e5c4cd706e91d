"""Recording what the procedure says: the one way from stage to stage, and all that goes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from piccolo.columns import Column

from db import audit
from db.enrolment.deadlines import note_dues
from db.enrolment.links import add_links
from db.enrolment.passages import note_passages
from db.enrolment.reviews import open_review
from db.mailing import mails
from db.tables.enrolment import Application
from db.tables.operation import Mail
from db.tables.review import ReturnNotice
from domain.audit_tags import AuditTag
from domain.durations import Duration
from domain.enrolment.facts import Facts
from domain.enrolment.outcome import NewMail, Outcome, Recipient, ReturnToApplicant


@dataclass(frozen=True)
class StepSettings:
    """What recording needs by the settings; `alert_to`: where the administrators' mails go.

    `access_change_wait`: how long an address waits that the operator put in its place.
    """

    keys: Sequence[bytes]
    access_change_wait: Duration
    alert_to: str


async def record_outcome(
    facts: Facts, outcome: Outcome, settings: StepSettings, now: datetime
) -> None:
    """Record an outcome in the caller's transaction, which has locked the application.

    The caller found that the facts call for it. The IDs themselves are issued by the caller.
    """
    number = facts.application_number
    if outcome.calls_off:
        await mails.call_off(number, outcome.calls_off, now)
    await _move(facts, outcome, now)
    if outcome.returns:
        await _note_return(facts, outcome.returns, now)
    review = await open_review(facts, outcome.review, now) if outcome.review else 0
    await add_links(settings.keys, number, outcome.links, now)
    await note_dues(number, outcome.dues)
    await queue_mails(facts, outcome.mails, settings, now, review=review)


async def queue_mails(
    facts: Facts,
    due: Sequence[NewMail],
    settings: StepSettings,
    now: datetime,
    *,
    review: int = 0,
) -> None:
    """Queue mails about an application; `review` is the one that was opened with them."""
    to = {
        Recipient.APPLICANT: facts.mail_address,
        Recipient.CONTACT: facts.contact_mail_address,
        Recipient.ADMINISTRATORS: settings.alert_to,
    }
    rows: list[Mail] = [
        mails.mail_row(
            facts.application_number,
            mail.kind,
            mail.number if isinstance(mail.number, int) else review,
            to[mail.to],
            now,
            revision=facts.revision,
            nth=mail.nth,
        )
        for mail in due
    ]
    await mails.queue_all(rows)


async def _move(facts: Facts, outcome: Outcome, now: datetime) -> None:
    stage = outcome.stage
    moved: dict[Column | str, object] = {
        Application.stage: stage.value,
        Application.stage_since: now,
        Application.deadline: outcome.deadline,
        Application.revision_in_hand: facts.revision,
    }
    # What was issued and is taken back had its end when it was issued.
    if not facts.recorded.closed:
        moved[Application.closed_at] = now if stage.closed else None
    await note_passages(facts, stage, now)
    await Application.update(moved).where(
        Application.application_number == facts.application_number,
        Application.stage == facts.recorded.value,
    )
    await audit.record(
        AuditTag.of("workflow", "application", stage),
        now,
        application_number=facts.application_number,
        revision=facts.revision,
    )


async def _note_return(facts: Facts, returns: ReturnToApplicant, now: datetime) -> None:
    await ReturnNotice.insert(
        ReturnNotice(
            application=facts.application_number,
            revision=facts.revision,
            cause=returns.cause.value,
            parts=[part.value for part in returns.parts],
            reason=returns.reason,
            made_at=now,
        )
    )
