"""The applicant submits the form (「申請する」)."""

from datetime import datetime

from db import audit
from db.engine import transaction
from db.enrolment.drafts import hold_open_invitation
from db.enrolment.links import use_link
from db.enrolment.revisions import add_revision
from db.tables.enrolment import Application
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Author
from domain.refusals import PasswordMissingError
from domain.tokens import Purpose


async def submit_form(
    application_number: str, form: ApplicationForm, *, link_generation: int, now: datetime
) -> None:
    """Record the form as the first revision; from here on it is acknowledged and never lost.

    Raises `AlreadySubmittedError` for a second click, `DeadlinePassedError` when it is too late,
    `PasswordMissingError` when the draft has none.
    """
    async with transaction():
        facts = await hold_open_invitation(application_number, now)
        await _check_password(application_number)
        await add_revision(facts, form, Author.APPLICANT, now)
        await use_link(Purpose.APPLY, application_number, link_generation, now)
        await audit.record(
            "applicant:form:submit", now, application_number=application_number, revision=1
        )


async def _check_password(application_number: str) -> None:
    kept = await Application.exists().where(
        Application.application_number == application_number,
        Application.manager_password_hash.is_not_null(),
    )
    if not kept:
        raise PasswordMissingError
