"""The form: drafted while the applicant fills it in, submitted, and kept revision by revision."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from db import audit, outbox
from db.engine import transaction
from db.enrolment.facts import lock_application
from db.enrolment.links import use_link
from db.tables.enrolment import Application, FormDraft, FormRevision
from domain.audit_tags import AuditTag
from domain.company_names import loose_search_key
from domain.enrolment.facts import Facts
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Author, Stage
from domain.refusals import AlreadySubmittedError, DeadlinePassedError, PasswordMissingError
from domain.tokens import Purpose


@dataclass(frozen=True)
class Draft:
    """What a form page shows: the verified address, the deadline, and what was typed so far.

    It is apart from `Facts`, which know nothing that was not submitted.

    `password_kept`: a password was accepted before, so that it need not be typed again.
    """

    application_number: str
    mail_address: str
    deadline: datetime
    verified: bool
    typed: dict[str, str]
    password_kept: bool


async def verify_address(application_number: str, now: datetime) -> None:
    """Record that the owner of the address pressed 「加入申請を始める」; once, however often.

    Raises `DeadlinePassedError` or `AlreadySubmittedError`.
    """
    async with transaction():
        await lock_open_invitation(application_number, now)
        changed = (
            await Application.update({Application.verified_at: now})
            .where(
                Application.application_number == application_number,
                Application.verified_at.is_null(),
            )
            .returning(Application.application_number)
        )
        if changed:
            await outbox.tell(application_number, "address_verified", now)
            await audit.record(
                AuditTag.APPLICANT_ADDRESS_VERIFY, now, application_number=application_number
            )


async def lock_open_invitation(application_number: str, now: datetime) -> Facts:
    """Lock an application that still waits for its form, until the transaction ends.

    Raises `AlreadySubmittedError` when it has one, `DeadlinePassedError` when it is too late.
    """
    facts = await lock_application(application_number)
    if facts.revision > 0:
        raise AlreadySubmittedError(application_number)
    if facts.stage is not Stage.INVITED or facts.deadline is None or facts.deadline <= now:
        raise DeadlinePassedError
    return facts


async def load_draft(application_number: str) -> Draft:
    """Read what a form page shows; the application exists."""
    rows = await Application.raw(
        """
        SELECT mail_address, deadline, verified_at, manager_password_hash, typed
        FROM application LEFT JOIN form_draft ON form_draft.application = application_number
        WHERE application_number = {}
        """,
        application_number,
    )
    row = rows[0]
    return Draft(
        application_number=application_number,
        mail_address=row["mail_address"],
        deadline=row["deadline"],
        verified=row["verified_at"] is not None,
        typed=json.loads(row["typed"] or "{}"),
        password_kept=row["manager_password_hash"] is not None,
    )


async def save_draft(
    application_number: str, typed: dict[str, str], password_hash: str | None, now: datetime
) -> None:
    """Keep what was typed, right or wrong, and the hash of a password that was accepted.

    `typed` never has a password in it. Raises as `lock_open_invitation` does.
    """
    async with transaction():
        await lock_open_invitation(application_number, now)
        await FormDraft.insert(
            FormDraft(application=application_number, typed=json.dumps(typed), saved_at=now)
        ).on_conflict(
            target=FormDraft.application,
            action="DO UPDATE",
            values=[FormDraft.typed, FormDraft.saved_at],
        )
        if password_hash is not None:
            await Application.update({Application.manager_password_hash: password_hash}).where(
                Application.application_number == application_number
            )


async def submit_form(
    application_number: str,
    form: ApplicationForm,
    *,
    link_generation: int,
    now: datetime,
    language: str = "ja",
) -> None:
    """Record the form as the first revision; from here on it is acknowledged and never lost.

    `language`: of the page it was sent from, and from now on of the mails about it.
    Raises `AlreadySubmittedError` for a second click, `DeadlinePassedError` when it is too late,
    `PasswordMissingError` when the draft has none.
    """
    async with transaction():
        facts = await lock_open_invitation(application_number, now)
        await _note_language(application_number, language)
        await add_revision(facts, form, Author.APPLICANT, now)
        await use_link(Purpose.APPLY, application_number, link_generation, now)
        await audit.record(
            AuditTag.APPLICANT_FORM_SUBMIT, now, application_number=application_number, revision=1
        )


async def _note_language(application_number: str, language: str) -> None:
    """Note it on an application that has its password; `PasswordMissingError` without one."""
    noted = (
        await Application.update({Application.language: language})
        .where(
            Application.application_number == application_number,
            Application.manager_password_hash.is_not_null(),
        )
        .returning(Application.application_number)
    )
    if not noted:
        raise PasswordMissingError


@dataclass(frozen=True)
class Revision:
    """One revision of a form, and who made it when."""

    revision: int
    made_by: Author
    submitted_at: datetime
    form: ApplicationForm


async def add_revision(facts: Facts, form: ApplicationForm, author: Author, now: datetime) -> int:
    """Add the next revision, and tell the workflow; the caller has locked the application."""
    revision = facts.revision + 1
    columns = asdict(form)
    wholesaler = columns.pop("wholesaler_id")
    await FormRevision.insert(
        FormRevision(
            application=facts.application_number,
            revision=revision,
            made_by=author.value,
            submitted_at=now,
            wholesaler=wholesaler,
            loose_search_key=loose_search_key(form.company_name),
            **columns,
        )
    )
    await outbox.tell(facts.application_number, "form_submitted", now, revision=revision)
    return revision


async def revisions(application_number: str) -> tuple[Revision, ...]:
    """Every revision of an application's form, the oldest first."""
    rows = (
        await FormRevision.select()
        .where(FormRevision.application == application_number)
        .order_by(FormRevision.revision)
    )
    return tuple(_revision(row) for row in rows)


async def newest_form(application_number: str) -> ApplicationForm:
    """The form as it now is; raises `LookupError` before the first was submitted."""
    found = await revisions(application_number)
    if not found:
        raise LookupError(f"application {application_number} has no form")
    return found[-1].form


def _revision(row: dict[str, Any]) -> Revision:
    names = {field.name for field in fields(ApplicationForm)} - {"wholesaler_id"}
    form = ApplicationForm(wholesaler_id=row["wholesaler"], **{name: row[name] for name in names})
    return Revision(row["revision"], Author(row["made_by"]), row["submitted_at"], form)
