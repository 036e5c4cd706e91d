"""What the applicant's status page shows (product.md, step 9)."""

from dataclasses import dataclass
from datetime import datetime

from db.tables.enrolment import Application
from domain.stages import Stage


@dataclass(frozen=True)
class ApplicationStatus:
    """Where an application is, and when it came to each point; None for what is yet to come."""

    application_number: str
    stage: Stage
    deadline: datetime | None
    company_name: str
    wholesaler_name: str
    requested_at: datetime
    verified_at: datetime | None
    submitted_at: datetime | None
    decided_at: datetime | None
    reason: str
    closed_at: datetime | None


async def load_status(application_number: str) -> ApplicationStatus:
    """Read the status; raises `LookupError` when there is no such application."""
    rows = await Application.raw(
        """
        SELECT application_number, application.stage, application.deadline,
            coalesce(form.company_name, '') AS company_name,
            coalesce(certifying_wholesaler.name, '') AS wholesaler_name,
            application.requested_at, application.verified_at, form.submitted_at,
            decision.decided_at, coalesce(decision.reason, '') AS reason, application.closed_at
        FROM application
        LEFT JOIN LATERAL (
            SELECT * FROM form_revision WHERE form_revision.application = application_number
            ORDER BY revision DESC LIMIT 1
        ) AS form ON true
        LEFT JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
        LEFT JOIN decision ON decision.application = application_number
            AND decision.revision = form.revision
        WHERE application_number = {}
        """,
        application_number,
    )
    if not rows:
        raise LookupError(f"there is no application {application_number}")
    row = rows[0]
    return ApplicationStatus(**{**row, "stage": Stage(row["stage"])})
