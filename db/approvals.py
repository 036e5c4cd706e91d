"""The wholesaler's contact sees who asks, and decides (the procedure, step 8)."""

from dataclasses import dataclass
from datetime import datetime

from db import audit, outbox
from db.engine import transaction
from db.links import use_link
from db.tables.enrolment import Application, Decision
from domain.refusals import AlreadyDecidedError, NothingToDecideError
from domain.stages import Choice, Stage
from domain.tokens import Purpose


@dataclass(frozen=True)
class DecisionMade:
    choice: Choice
    reason: str
    mail_address: str
    decided_at: datetime


@dataclass(frozen=True)
class ApprovalRequest:
    """What the approval page shows of one application, and what was decided, if it was."""

    application_number: str
    revision: int
    stage: Stage
    deadline: datetime | None
    submitted_at: datetime
    company_name: str
    company_name_kana: str
    corporate_number: str | None
    head_office: str
    jan_maker_code: str
    applicant_mail_domain: str
    wholesaler_name: str
    contact_department: str
    contact_name: str
    contact_mail_address: str
    decision: DecisionMade | None


async def load_approval_request(application_number: str) -> ApprovalRequest:
    """Read what the approval page shows; the application has a form."""
    rows = await Application.raw(
        """
        SELECT application.stage, application.deadline, application.mail_address AS applicant,
            form_revision.*, certifying_wholesaler.name AS wholesaler_name,
            decision.choice, decision.reason, decision.mail_address AS decided_by,
            decision.decided_at
        FROM application
        JOIN form_revision ON form_revision.application = application_number
        JOIN certifying_wholesaler ON certifying_wholesaler.id = form_revision.wholesaler
        LEFT JOIN decision ON decision.application = application_number
            AND decision.revision = form_revision.revision
        WHERE application_number = {} ORDER BY form_revision.revision DESC LIMIT 1
        """,
        application_number,
    )
    row = rows[0]
    return ApprovalRequest(
        application_number=application_number,
        revision=row["revision"],
        stage=Stage(row["stage"]),
        deadline=row["deadline"],
        submitted_at=row["submitted_at"],
        company_name=row["company_name"],
        company_name_kana=row["company_name_kana"],
        corporate_number=row["corporate_number"],
        head_office=row["head_office"],
        jan_maker_code=row["jan_maker_code"],
        applicant_mail_domain=row["applicant"].rpartition("@")[2],
        wholesaler_name=row["wholesaler_name"],
        contact_department=row["contact_department"],
        contact_name=row["contact_name"],
        contact_mail_address=row["contact_mail_address"],
        decision=_decision(row),
    )


def _decision(row: dict[str, object]) -> DecisionMade | None:
    if row["choice"] is None or not isinstance(row["decided_at"], datetime):
        return None
    return DecisionMade(
        choice=Choice(str(row["choice"])),
        reason=str(row["reason"]),
        mail_address=str(row["decided_by"]),
        decided_at=row["decided_at"],
    )


async def record_decision(  # noqa: PLR0913 -- who decided what, by which link, on which form, when
    application_number: str,
    choice: Choice,
    reason: str,
    *,
    revision: int,
    link_generation: int,
    now: datetime,
) -> None:
    """Record the decision on one revision of the form; the first one stands.

    Raises `AlreadyDecidedError` with the first decision, or `NothingToDecideError` when the
    application no longer waits for one, or its form has changed since the page was shown.
    """
    async with transaction():
        await _hold_undecided(application_number, revision, now)
        await Decision.raw(
            """
            INSERT INTO decision
                (application, revision, choice, reason, mail_address, decided_at)
            SELECT application, revision, {}, {}, contact_mail_address, {}
            FROM form_revision WHERE application = {} AND revision = {}
            """,
            choice.value,
            reason,
            now,
            application_number,
            revision,
        )
        await use_link(Purpose.APPROVAL, application_number, link_generation, now)
        await outbox.tell(
            application_number, "decision_made", now, revision=revision, choice=choice.value
        )
        await audit.record(
            f"wholesaler:application:{choice.value}",
            now,
            application_number=application_number,
            revision=revision,
        )


async def _hold_undecided(application_number: str, revision: int, now: datetime) -> None:
    await Application.raw(
        "SELECT 1 FROM application WHERE application_number = {} FOR UPDATE", application_number
    )
    request = await load_approval_request(application_number)
    if request.decision is not None:
        raise AlreadyDecidedError(request.decision.choice, request.decision.decided_at)
    open_until = request.deadline if request.stage is Stage.AWAITING_APPROVAL else None
    if request.revision != revision or open_until is None or open_until <= now:
        raise NothingToDecideError
