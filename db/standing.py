"""Where the facts of an application stand, for its workflow to go on from."""

from datetime import datetime

from db import mails
from db.tables.enrolment import Application
from domain.durations import Duration
from domain.stages import Choice, Stage
from domain.standing import Standing


async def where_the_facts_stand(application_number: str, reminder_before: Duration) -> Standing:
    """Read an application's facts; an unanswered form or decision counts more than the stage.

    `reminder_before`: how long before the deadline of an invitation its reminder is due.
    Raises `LookupError` when there is no such application.
    """
    rows = await Application.raw(
        """
        SELECT application.stage, application.deadline, newest.*, decision.choice,
            certifying_wholesaler.name AS wholesaler_name,
            (SELECT max(generation) FROM link WHERE link.application = application_number
                AND link.purpose = 'apply') AS generation,
            (SELECT max(generation) FROM mail WHERE mail.application = application_number
                AND mail.kind = 'invitation_reminder') AS reminded
        FROM application
        LEFT JOIN LATERAL (
            SELECT revision, company_name, wholesaler FROM form_revision
            WHERE form_revision.application = application_number ORDER BY revision DESC LIMIT 1
        ) AS newest ON true
        LEFT JOIN decision ON decision.application = application_number
            AND decision.revision = newest.revision
        LEFT JOIN certifying_wholesaler ON certifying_wholesaler.id = newest.wholesaler
        WHERE application_number = {}
        """,
        application_number,
    )
    if not rows:
        raise LookupError(f"there is no application {application_number}")
    row = rows[0]
    stage = _seen_from_the_facts(Stage(row["stage"]), row["revision"], row["choice"])
    return Standing(
        stage=stage,
        deadline=row["deadline"],
        reminder_at=_reminder_at(stage, row, reminder_before),
        revision=row["revision"] or 0,
        mails_due=await mails.due(application_number),
        company_name=row["company_name"] or "",
        wholesaler_name=row["wholesaler_name"] or "",
    )


def _seen_from_the_facts(recorded: Stage, revision: int | None, choice: str | None) -> Stage:
    if recorded is Stage.INVITED and revision is not None:
        return Stage.SUBMITTED
    if recorded is Stage.AWAITING_APPROVAL and choice == Choice.APPROVE:
        return Stage.APPROVED
    if recorded is Stage.AWAITING_APPROVAL and choice == Choice.DECLINE:
        return Stage.REFUSED
    return recorded


def _reminder_at(
    stage: Stage, row: dict[str, object], reminder_before: Duration
) -> datetime | None:
    deadline = row["deadline"]
    reminded = row["reminded"] == row["generation"]
    if stage is not Stage.INVITED or reminded or not isinstance(deadline, datetime):
        return None
    return reminder_before.before(deadline)
