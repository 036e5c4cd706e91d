"""What ends soon unless somebody acts."""

from dataclasses import dataclass
from datetime import datetime

from db.tables.enrolment import Application
from db.tables.members import Cancellation
from domain.enrolment.stages import Stage


@dataclass(frozen=True)
class Ending:
    """What ends soon unless somebody acts; `stage` is None for a company's 解約.

    `reference`: 受付番号, or 企業ID of a company.
    """

    reference: str
    company_name: str
    stage: Stage | None
    ends_at: datetime


async def applications_ending(until: datetime) -> tuple[Ending, ...]:
    """Applications with a form whose wait for others ends before then, the first to end first."""
    rows = await Application.raw(
        """
        SELECT application_number AS reference, form.company_name, stage, deadline AS ends_at
        FROM application JOIN form_revision AS form
            ON form.application = application_number AND form.revision = revision_in_hand
        WHERE stage IN ('awaiting_approval', 'returned') AND deadline < {}
        ORDER BY deadline, application_number
        """,
        until,
    )
    return tuple(Ending(**{**row, "stage": Stage(row["stage"])}) for row in rows)


async def companies_leaving(until: datetime) -> tuple[Ending, ...]:
    """Companies whose 解約 takes place before then, the first first."""
    rows = await Cancellation.raw(
        """
        SELECT company_id AS reference, name AS company_name, ends_at
        FROM cancellation JOIN company ON company_id = cancellation.company
        WHERE undone_at IS NULL AND cancellation.ended_at IS NULL AND ends_at < {}
        ORDER BY ends_at, company_id
        """,
        until,
    )
    return tuple(Ending(**row, stage=None) for row in rows)
