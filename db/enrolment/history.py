"""What happened to an application, as its applicant may know it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.mailing.delays import USUAL
from db.tables.enrolment import Application


class Happening(StrEnum):
    """The kinds of events that the status page tells."""

    SUBMITTED = "submitted"
    CORRECTED = "corrected"
    CONTACT_CHANGED = "contact_changed"
    HANDED_OVER = "handed_over"
    ASKED = "asked"
    RESENT = "resent"
    APPROVED = "approve"
    DECLINED = "decline"
    RETURNED = "returned"
    UNDELIVERABLE = "undeliverable"
    TURNED_DOWN = "turned_down"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Event:
    """One event; `detail` is the reason that was given, or the wholesaler who was asked."""

    what: Happening
    at: datetime
    detail: str


# 「取引がない」 and why an administrator looks are not the applicant's to know.
_EVENTS = """
    WITH subject AS (SELECT {}::text AS number)
    SELECT CASE
            WHEN revision = 1 THEN 'submitted'
            WHEN made_by = 'contact' THEN 'handed_over'
            WHEN EXISTS (
                SELECT FROM return_notice WHERE return_notice.application = number
                    AND return_notice.revision = form_revision.revision - 1
            ) THEN 'corrected'
            ELSE 'contact_changed'
        END AS what, submitted_at AS at, '' AS detail
    FROM subject JOIN form_revision ON form_revision.application = number
        AND made_by <> 'administrator'
    UNION ALL
    SELECT 'asked', CASE WHEN mail.state IN ('sent', 'bounced', 'refused') THEN mail.finished_at
            ELSE link.made_at END, certifying_wholesaler.name
    FROM subject JOIN link ON link.application = number AND link.purpose = 'approval'
    LEFT JOIN mail ON mail.key = number || '/approval_request/' || link.generation
    JOIN form_revision AS form ON form.application = number AND form.revision = link.revision
    JOIN certifying_wholesaler ON certifying_wholesaler.id = form.wholesaler
    WHERE (mail.state = 'queued' AND mail.queued_at <= {}) IS NOT TRUE
        AND (mail.state = 'void' AND link.used_at IS NULL) IS NOT TRUE
    UNION ALL
    SELECT 'resent', due_at, '' FROM subject JOIN due ON due.application = number
        AND kind = 'resend'
    UNION ALL
    SELECT choice, decided_at, reason FROM subject JOIN decision ON decision.application = number
        AND choice IN ('approve', 'decline')
    UNION ALL
    SELECT cause, made_at, reason FROM subject JOIN return_notice
        ON return_notice.application = number AND cause <> 'declined'
    UNION ALL
    SELECT 'turned_down', decided_at, reason FROM subject JOIN review
        ON review.application = number
    JOIN review_decision ON review_decision.review = review.id AND choice = 'decline'
    UNION ALL
    SELECT 'withdrawn', withdrawn_at, '' FROM subject JOIN withdrawal
        ON withdrawal.application = number
    ORDER BY at
"""


async def history(application_number: str, now: datetime) -> tuple[Event, ...]:
    """Everything that happened since the form was submitted, the oldest first.

    A contact was asked when the mail went; one that is about to go counts as gone.
    """
    rows = await Application.raw(_EVENTS, application_number, now - USUAL)
    return tuple(Event(Happening(row["what"]), row["at"], row["detail"]) for row in rows)
