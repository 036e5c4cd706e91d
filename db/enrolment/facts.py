"""Loading and locking the facts of one application, and finding the applications that are open."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from db.needs import closed_with_cases
from db.tables.enrolment import Application
from domain.enrolment.facts import Facts
from domain.enrolment.stages import Author, Choice, Part, ReturnCause, ReviewChoice, Stage
from domain.tokens import Purpose

Kind = TypeVar("Kind", bound=StrEnum)

_FACTS = """
    SELECT application.stage AS recorded, application.deadline, application.mail_address,
        application.revision_in_hand, coalesce(form.revision, 0) AS revision, form.made_by,
        coalesce(form.contact_mail_address, '') AS contact_mail_address,
        coalesce(form.company_name, '') AS company_name,
        coalesce(certifying_wholesaler.name, '') AS wholesaler_name,
        decision.choice, decision.decided_at, coalesce(decision.reason, '') AS decision_reason,
        review.id AS review, review_decision.choice AS review_choice,
        coalesce(review_decision.reason, '') AS review_reason,
        coalesce(review_decision.parts::text[], ARRAY[]::text[]) AS review_parts,
        (
            SELECT cause FROM return_notice WHERE return_notice.application = application_number
            ORDER BY return_notice.id DESC LIMIT 1
        ) AS return_cause,
        array(SELECT purpose::text FROM link WHERE link.application = application_number) AS links,
        array(
            SELECT key::text FROM mail WHERE mail.application = application_number
                AND mail.state = 'queued' ORDER BY mail.queued_at, mail.key
        ) AS mails_due,
        EXISTS (SELECT FROM withdrawal WHERE withdrawal.application = application_number)
            AS withdrawn,
        EXISTS (
            SELECT FROM dispute WHERE dispute.application = application_number
                AND dispute.revision = form.revision AND NOT EXISTS (
                    SELECT FROM review WHERE review.application = application_number
                        AND review.revision = form.revision AND review.cause = 'dispute'
                )
        ) AS disputed,
        EXISTS (
            SELECT FROM mail WHERE mail.application = application_number
                AND mail.state IN ('refused', 'bounced') AND NOT mail.about_us
                AND mail.revision = form.revision
                AND mail.kind IN ('approval_request', 'approval_resend', 'approval_reminder')
        ) AS undeliverable,
        (
            SELECT min(due.due_at) FROM due
            WHERE due.application = application_number AND due.done_at IS NULL
                AND due.generation = (
                    SELECT max(link.generation) FROM link
                    WHERE link.application = application_number AND link.purpose = due.purpose
                )
                AND due.purpose = CASE application.stage
                    WHEN 'invited' THEN 'apply' WHEN 'awaiting_approval' THEN 'approval' END
        ) AS next_due
    FROM application
    LEFT JOIN LATERAL (
        SELECT * FROM form_revision WHERE form_revision.application = application_number
        ORDER BY revision DESC LIMIT 1
    ) AS form ON true
    LEFT JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
    LEFT JOIN decision ON decision.application = application_number
        AND decision.revision = form.revision
    LEFT JOIN LATERAL (
        SELECT * FROM review WHERE review.application = application_number
        ORDER BY id DESC LIMIT 1
    ) AS review ON true
    LEFT JOIN review_decision ON review_decision.review = review.id
    WHERE application_number = {}
"""

OPEN_BATCH = 500


async def load_facts(application_number: str) -> Facts:
    """Read the facts; raises `LookupError` when there is no such application."""
    rows = await Application.raw(_FACTS, application_number)
    if not rows:
        raise LookupError(f"there is no application {application_number}")
    return _facts(application_number, rows[0])


def _facts(application_number: str, row: dict[str, Any]) -> Facts:
    return Facts(
        **{
            **row,
            "application_number": application_number,
            "recorded": Stage(row["recorded"]),
            "made_by": _known(Author, row["made_by"]),
            "choice": _known(Choice, row["choice"]),
            "review_choice": _known(ReviewChoice, row["review_choice"]),
            "review_parts": tuple(map(Part, row["review_parts"])),
            "return_cause": _known(ReturnCause, row["return_cause"]),
            "links": tuple(map(Purpose, row["links"])),
            "mails_due": tuple(row["mails_due"]),
        }
    )


def _known(kind: type[Kind], text: str | None) -> Kind | None:
    return None if text is None else kind(text)


async def lock_application(application_number: str) -> Facts:
    """Lock an application until the transaction ends, and read its facts.

    Whoever does something to an application locks it, so that of two who do so at once the
    second sees what the first did. Raises `LookupError` when there is no such application.
    """
    # Rows that refer to it may still be added: whoever adds one while this waits for something
    # else is not blocked, and does not block this.
    await Application.raw(
        "SELECT 1 FROM application WHERE application_number = {} FOR NO KEY UPDATE",
        application_number,
    )
    # A statement of its own: it sees what the holder of the lock committed meanwhile.
    return await load_facts(application_number)


@dataclass(frozen=True)
class StartingState:
    """What the workflow of an application is started with, besides what it reads itself.

    It is apart from `Facts` because thousands are started at once when a Temporal was lost: it
    is one row by its key, and the stage is as the workflow last wrote it.
    """

    stage: str
    deadline: datetime | None
    closed: bool


async def load_starting_state(application_number: str) -> StartingState:
    """Read it; raises `LookupError` when there is no such application."""
    row = (
        await Application.select(Application.stage, Application.deadline, Application.closed_at)
        .where(Application.application_number == application_number)
        .first()
    )
    if row is None:
        raise LookupError(f"there is no application {application_number}")
    return StartingState(row["stage"], row["deadline"], row["closed_at"] is not None)


async def open_applications(queued_by: datetime) -> AsyncIterator[str]:
    """Every application whose life is not over, or needs a person, or has a mail to send.

    A mail counts that was queued by `queued_by`.
    """
    last = ""
    while rows := await Application.raw(_OPEN_AFTER, last, OPEN_BATCH):
        for row in rows:
            yield row["application_number"]
        last = rows[-1]["application_number"]
    for row in await Application.raw(_CLOSED_WITH_MAILS, queued_by):
        yield row["application_number"]
    for application_number in await closed_with_cases():
        yield application_number


# Two questions, so that each is answered by an index, however many are closed.
_OPEN_AFTER = """
    SELECT application_number FROM application
    WHERE closed_at IS NULL AND application_number > {} ORDER BY application_number LIMIT {}
"""
_CLOSED_WITH_MAILS = """
    SELECT DISTINCT application_number FROM mail
    JOIN application ON application_number = mail.application
    WHERE mail.state = 'queued' AND mail.queued_at <= {} AND closed_at IS NOT NULL
"""
