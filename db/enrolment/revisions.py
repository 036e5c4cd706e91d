"""Forms as they were submitted: every change of an application's data is a new revision."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from db import outbox
from db.tables.enrolment import FormRevision
from domain.company_names import loose_search_key
from domain.enrolment.facts import Facts
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Author


@dataclass(frozen=True)
class Revision:
    """One revision of a form, and who made it when."""

    revision: int
    made_by: Author
    submitted_at: datetime
    form: ApplicationForm


async def add_revision(facts: Facts, form: ApplicationForm, author: Author, now: datetime) -> int:
    """Add the next revision, and tell the workflow; the caller holds the application."""
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
