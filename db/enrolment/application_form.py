"""The form: drafted while the applicant fills it in, submitted, and kept revision by revision."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from db import audit, outbox
from db.engine import transaction
from db.enrolment.earlier_drafts import carry_over_draft
from db.enrolment.facts import lock_application
from db.enrolment.links import use_link
from db.tables.enrolment import Application, FormDraft, FormRevision
from domain.audit_tags import AuditTag
from domain.company_names import loose_search_key
from domain.enrolment.facts import Facts
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Author, Stage
from domain.refusals import (
    AlreadySubmittedError,
    DeadlinePassedError,
    PasswordMissingError,
    RefusalError,
)
from domain.text import InvalidInput
from domain.tokens import Purpose

PasswordRefusal = tuple[str, InvalidInput]
"""The field, and what is to be done; the password itself is nowhere in it."""


@dataclass(frozen=True)
class Draft:
    """What a form page shows: the verified address, the deadline, and what was typed so far.

    It is apart from `Facts`, which know nothing that was not submitted.

    `version`: which saving `typed` is of; 0 before the first, when it has at most the name that
    was searched for. `carried_over`: it is what was typed for an application that expired.
    `password_kept`: a password was accepted before, so that it need not be typed again.
    `password_refusals`: why the newest one was not. `wholesaler_answer`: what was answered last to
    who missed a wholesaler, and `named_wholesaler` the one to choose by it; empty without one.
    """

    application_number: str
    mail_address: str
    deadline: datetime
    verified: bool
    typed: dict[str, str]
    version: int
    saved_at: datetime | None
    carried_over: bool
    password_kept: bool
    password_refusals: tuple[PasswordRefusal, ...]
    wholesaler_answer: str
    named_wholesaler: str


class DraftMovedOnError(RefusalError):
    """Another page saved the draft since this one was shown."""


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
            await carry_over_draft(application_number, now)
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
    """Read what a form page shows; the application exists.

    Raises `AlreadySubmittedError` when it has its form, by another link perhaps, and
    `DeadlinePassedError` when its time is over.
    """
    rows = await Application.raw(
        """
        SELECT mail_address, deadline, verified_at, manager_password_hash, searched_name,
            typed, version, saved_at, carried_over, password_refusals, question.answer,
            question.named, EXISTS (
                SELECT FROM form_revision WHERE form_revision.application = application_number
            ) AS submitted
        FROM application LEFT JOIN form_draft ON form_draft.application = application_number
        LEFT JOIN LATERAL (
            SELECT answer, certifying_wholesaler.name AS named
            FROM wholesaler_question LEFT JOIN certifying_wholesaler
                ON certifying_wholesaler.id = wholesaler_question.wholesaler
            WHERE wholesaler_question.application = application_number
                AND answered_at IS NOT NULL
            ORDER BY answered_at DESC LIMIT 1
        ) AS question ON true
        WHERE application_number = {}
        """,
        application_number,
    )
    row = rows[0]
    if row["submitted"]:
        raise AlreadySubmittedError(application_number)
    if row["deadline"] is None:
        raise DeadlinePassedError
    return Draft(
        application_number=application_number,
        mail_address=row["mail_address"],
        deadline=row["deadline"],
        verified=row["verified_at"] is not None,
        typed=json.loads(row["typed"] or json.dumps({"company_name": row["searched_name"]})),
        version=row["version"] or 0,
        saved_at=row["saved_at"],
        carried_over=bool(row["carried_over"]),
        password_kept=row["manager_password_hash"] is not None,
        password_refusals=tuple(
            (field, InvalidInput(message, **params))
            for field, message, params in json.loads(row["password_refusals"] or "[]")
        ),
        wholesaler_answer=row["answer"] or "",
        named_wholesaler=row["named"] or "",
    )


async def save_draft(  # noqa: PLR0913 -- what was typed, what it is worth, and what was shown
    application_number: str,
    typed: dict[str, str],
    password_hash: str | None,
    now: datetime,
    *,
    shown: int | None = None,
    refusals: Sequence[PasswordRefusal] = (),
) -> int:
    """Keep what was typed, right or wrong, and the hash of a password that was accepted.

    `typed` never has a password in it. `shown`: the version that the page was made of; None for
    whichever there is. Gives the new version. Raises `DraftMovedOnError` when another page saved
    something else since, and as `lock_open_invitation` does.
    """
    async with transaction():
        await lock_open_invitation(application_number, now)
        rows = await FormDraft.raw(
            """
            INSERT INTO form_draft AS draft (application, typed, saved_at, password_refusals)
            VALUES ({}, {}, {}, {})
            ON CONFLICT (application) DO UPDATE SET
                (typed, saved_at, password_refusals, version, carried_over)
                = (excluded.typed, excluded.saved_at, excluded.password_refusals,
                    draft.version + 1, false)
            WHERE draft.version = coalesce({}, draft.version) OR draft.typed = excluded.typed
            RETURNING version
            """,
            application_number,
            json.dumps(typed),
            now,
            json.dumps([(field, each.message, each.params) for field, each in refusals]),
            shown,
        )
        if not rows:
            raise DraftMovedOnError(application_number)
        if password_hash is not None:
            await Application.update({Application.manager_password_hash: password_hash}).where(
                Application.application_number == application_number
            )
    return int(rows[0]["version"])


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


@dataclass(frozen=True)
class Submission:
    """What an applicant sent: the newest form of the applicant's own, and the consent before it.

    What others changed since (a colleague of the contact, an administrator) is not in it.
    """

    application_number: str
    mail_address: str
    revision: Revision
    wholesaler_name: str
    terms_version: int
    consented_at: datetime


async def load_submission(application_number: str) -> Submission:
    """Read what was sent; raises `LookupError` before anything was."""
    rows = await FormRevision.raw(
        """
        SELECT form.*, certifying_wholesaler.name AS wholesaler_name, application.mail_address,
            consent.terms_version, consent.consented_at
        FROM form_revision AS form
        JOIN application ON application_number = form.application
        JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
        CROSS JOIN LATERAL (
            SELECT terms_version, consented_at FROM consent
            WHERE consent.application = application_number ORDER BY id DESC LIMIT 1
        ) AS consent
        WHERE form.application = {} AND form.made_by = {} ORDER BY revision DESC LIMIT 1
        """,
        application_number,
        Author.APPLICANT.value,
    )
    if not rows:
        raise LookupError(f"application {application_number} has no form")
    row = rows[0]
    return Submission(
        application_number,
        row["mail_address"],
        _revision(row),
        row["wholesaler_name"],
        row["terms_version"],
        row["consented_at"],
    )


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
