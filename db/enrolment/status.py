"""What the applicant's status page shows (product.md, step 9), with what happened so far."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.enrolment.applicant_acts import (
    REQUEST_MAILED_AT,
    CorrectionNotice,
    notice_of,
    resend_possible,
)
from db.enrolment.facts import load_facts
from db.mailing.delays import USUAL
from db.tables.enrolment import Application
from domain.enrolment.stages import Choice, Stage
from domain.enrolment.standing import Circumstances, Standing, standing_of


@dataclass(frozen=True)
class ApplicationStatus:
    """Where an application is, and when it came to each point; None for what is yet to come.

    It is apart from `Facts` because it is what an applicant may know: nothing of reviews, disputes
    and failed mails is in it.

    `waiting_since`: when the present wait began. `request_queued_at`, `asked_at`: when the newest
    request to the contact fell due, and when its mail went; `request_refused`: the contact's server
    did not want it because of us. `next_due`: the next reminder to the
    contact. `may_resend_at`: when 「卸担当者へ再送」 is possible again. `notice`: why it last went
    back. `turned_down`, `unreviewed`: an administrator declined it, or never decided about the
    newest form. `suspended_at`, `left_at`: of the company that it led to. All times UTC.
    """

    application_number: str
    stage: Stage
    revision: int
    deadline: datetime | None
    next_due: datetime | None
    company_name: str
    wholesaler_name: str
    requested_at: datetime
    verified_at: datetime | None
    submitted_at: datetime | None
    waiting_since: datetime
    request_queued_at: datetime | None
    request_refused: bool
    asked_at: datetime | None
    decided_at: datetime | None
    choice: Choice | None
    reason: str
    notice: CorrectionNotice | None
    may_resend_at: datetime | None
    closed_at: datetime | None
    turned_down: bool
    unreviewed: bool
    suspended_at: datetime | None
    left_at: datetime | None

    def in_time(self, now: datetime) -> bool:
        """Whether the present wait is not over."""
        return self.deadline is not None and now < self.deadline

    def contact_asked_at(self, now: datetime) -> datetime | None:
        """Since when the contact is asked; None while that mail waits for too long."""
        queued_at = self.request_queued_at
        if self.request_refused:
            return None
        if self.asked_at is None and queued_at is not None and now - queued_at >= USUAL:
            return None
        return max(self.waiting_since, self.asked_at or self.waiting_since)

    def standing(self, now: datetime, *, request_waits: bool = False) -> Standing:
        """Where it stands; `request_waits`: the contact's mailbox had its share of mails (S12)."""
        return standing_of(
            self.stage,
            Circumstances(
                asked=self.contact_asked_at(now) is not None and not request_waits,
                in_time=self.in_time(now),
                return_cause=self.notice.cause if self.notice else None,
                unreviewed=self.unreviewed,
                turned_down=self.turned_down,
                suspended=self.suspended_at is not None,
                left=self.left_at is not None,
            ),
        )


async def load_status(application_number: str) -> ApplicationStatus:
    """Read the status; raises `LookupError` when there is no such application."""
    facts = await load_facts(application_number)
    rows = await Application.raw(
        f"""
        SELECT requested_at, verified_at, stage_since, closed_at, (
            SELECT max(submitted_at) FROM form_revision WHERE application = application_number
        ) AS submitted_at, request.queued_at AS request_queued_at, request.finished_at AS asked_at,
            {REQUEST_MAILED_AT} AS request_mailed_at,
            notice.cause, notice.parts, notice.reason, notice.made_at,
        coalesce(request.about_us, false) AS request_refused,
        EXISTS (
            SELECT FROM review JOIN review_decision ON review_decision.review = review.id
                AND review_decision.choice = 'decline'
            WHERE review.application = application_number
        ) AS turned_down,
        coalesce((
            SELECT NOT EXISTS (SELECT FROM review_decision WHERE review_decision.review = review.id)
            FROM review WHERE review.application = application_number
                AND review.revision = application.revision_in_hand
            ORDER BY review.id DESC LIMIT 1
        ), false) AS unreviewed, company.suspended_at, company.ended_at AS left_at
        FROM application LEFT JOIN company USING (application_number)
        LEFT JOIN LATERAL (
            -- What the contact's server sent back because it does not want us asked nobody.
            SELECT mail.queued_at, mail.finished_at, mail.about_us FROM mail
            WHERE mail.application = application_number AND (
                mail.kind = 'approval_request' OR mail.state = 'sent'
                    AND mail.kind IN ('approval_reminder', 'approval_resend')
            )
            ORDER BY mail.generation DESC, mail.about_us, mail.queued_at LIMIT 1
        ) AS request ON true
        LEFT JOIN LATERAL (
            SELECT cause, parts, reason, made_at FROM return_notice
            WHERE return_notice.application = application_number ORDER BY id DESC LIMIT 1
        ) AS notice ON true
        WHERE application_number = {{}}
        """,  # noqa: S608 -- a constant of this product
        application_number,
    )
    row = rows[0]
    notice = [row[name] for name in ("cause", "parts", "reason", "made_at")]
    return ApplicationStatus(
        application_number=application_number,
        stage=facts.stage,
        revision=facts.revision,
        deadline=facts.deadline,
        next_due=facts.next_due,
        company_name=facts.company_name,
        wholesaler_name=facts.wholesaler_name,
        requested_at=row["requested_at"],
        verified_at=row["verified_at"],
        submitted_at=row["submitted_at"],
        waiting_since=row["stage_since"],
        request_queued_at=row["request_queued_at"],
        request_refused=row["request_refused"],
        asked_at=row["asked_at"],
        decided_at=facts.decided_at,
        choice=facts.choice,
        reason=facts.decision_reason,
        notice=None if row["cause"] is None else notice_of(*notice),
        may_resend_at=resend_possible(row["request_mailed_at"]),
        closed_at=row["closed_at"],
        turned_down=row["turned_down"],
        unreviewed=row["unreviewed"],
        suspended_at=row["suspended_at"],
        left_at=row["left_at"],
    )


class Happening(StrEnum):
    """The kinds of events that the status page tells."""

    SUBMITTED = "submitted"
    CORRECTED = "corrected"
    CONTACT_CHANGED = "contact_changed"
    HANDED_OVER = "handed_over"
    ASKED = "asked"
    ASKED_IN_VAIN = "asked_in_vain"
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
    SELECT CASE WHEN mail.state IN ('bounced', 'refused') THEN 'asked_in_vain' ELSE 'asked' END,
        CASE WHEN mail.state IN ('sent', 'bounced', 'refused') THEN mail.finished_at
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
