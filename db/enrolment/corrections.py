"""The applicant corrects what was returned, or changes the contact who is asked."""

from dataclasses import dataclass, replace
from datetime import datetime

from db import audit
from db.engine import transaction
from db.enrolment.facts import hold
from db.enrolment.revisions import add_revision, newest_form
from db.tables.review import ReturnNotice
from domain.enrolment.facts import Facts
from domain.enrolment.form import PARTS, ApplicationForm
from domain.enrolment.stages import Author, Part, ReturnCause, Stage
from domain.refusals import DeadlinePassedError, MovedOnError


@dataclass(frozen=True)
class Notice:
    """Why an application went back, what is open, and until when."""

    cause: ReturnCause
    parts: tuple[Part, ...]
    reason: str
    made_at: datetime


async def newest_notice(application_number: str) -> Notice | None:
    """The newest notice of an application; None when it never went back."""
    row = await (
        ReturnNotice.select()
        .where(ReturnNotice.application == application_number)
        .order_by(ReturnNotice.id, ascending=False)
        .first()
    )
    if row is None:
        return None
    parts = tuple(Part(part) for part in row["parts"])
    return Notice(ReturnCause(row["cause"]), parts, row["reason"], row["made_at"])


async def submit_correction(
    application_number: str, corrected: ApplicationForm, *, revision: int, now: datetime
) -> None:
    """Record the corrected parts as a new revision; the closed parts stay as they were.

    `revision` is the one that the page showed. Raises `DeadlinePassedError` when it is too late,
    `MovedOnError` when nothing is to be corrected any more, such as at a second click.
    """
    async with transaction():
        facts = await hold(application_number)
        if facts.stage is not Stage.RETURNED or facts.revision != revision:
            raise MovedOnError(facts.stage)
        if facts.deadline is not None and facts.deadline <= now:
            raise DeadlinePassedError
        notice = await newest_notice(application_number)
        parts = notice.parts if notice else ()
        await revise(facts, corrected, parts, Author.APPLICANT, now)
        await audit.record(
            "applicant:form:correct",
            now,
            application_number=application_number,
            revision=facts.revision + 1,
        )


async def change_contact(
    application_number: str, changed: ApplicationForm, *, revision: int, now: datetime
) -> None:
    """Record another wholesaler's contact as a new revision, which voids the old link (S29).

    Raises `MovedOnError` when the contact has decided, or the application has moved on.
    """
    async with transaction():
        facts = await hold(application_number)
        if not facts.awaits_decision(revision, now):
            raise MovedOnError(facts.stage)
        await revise(facts, changed, (Part.WHOLESALER,), Author.APPLICANT, now)
        await audit.record(
            "applicant:contact:change",
            now,
            application_number=application_number,
            revision=facts.revision + 1,
        )


async def revise(
    facts: Facts, changed: ApplicationForm, parts: tuple[Part, ...], author: Author, now: datetime
) -> None:
    """Add a revision that differs in these parts alone; the caller holds the application."""
    form = await newest_form(facts.application_number)
    # What is not open stays as it was, whatever a form sends (S38).
    opened = [name for part in parts for name in PARTS[part]]
    merged = replace(form, **{name: getattr(changed, name) for name in opened})
    await add_revision(facts, merged, author, now)
