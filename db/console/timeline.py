"""Everything that happened to an application, in one order of time."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.tables.enrolment import Application


class What(StrEnum):
    """The kinds of moments; what `Moment.subject` says of each stands behind it."""

    REQUESTED = "requested"  # the version of the terms that was consented to
    VERIFIED = "verified"
    REVISION = "revision"  # the author
    FOUND = "found"  # the reasons of screening, separated by spaces
    REVIEW = "review"  # the cause
    VERDICT = "verdict"  # the choice
    DECISION = "decision"  # the choice
    DISPUTE = "dispute"
    RETURNED = "returned"  # the cause
    RESEND = "resend"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"  # the stage that it came to
    MAIL = "mail"  # the kind
    ACT = "act"  # the tag
    NOTE = "note"


@dataclass(frozen=True)
class Moment:
    """One thing that happened.

    `who`: the person, or whom a mail went to; empty where that is plain. `text`: what they wrote,
    or what the mail server answered. `details`: numbers and values by name.
    """

    at: datetime
    what: What
    subject: str
    who: str
    text: str
    details: dict[str, Any]


# A verdict is an act as well, and shown as what it is.
_MOMENTS = """
    WITH subject AS (SELECT {}::text AS number)
    SELECT at, what, subject, who, text, details FROM subject, LATERAL (
        SELECT 1 AS nth, consented_at AS at, 'requested' AS what, terms_version::text AS subject,
            '' AS who, '' AS text, jsonb_build_object() AS details
        FROM consent WHERE consent.application = number
        UNION ALL
        SELECT 2, verified_at, 'verified', '', '', '', jsonb_build_object() FROM application
        WHERE application_number = number AND verified_at IS NOT NULL
        UNION ALL
        SELECT 3, submitted_at, 'revision', made_by, '', '',
            jsonb_build_object('revision', revision)
        FROM form_revision WHERE form_revision.application = number
        UNION ALL
        SELECT 4, min(found_at), 'found', string_agg(reason, ' ' ORDER BY id), '', '',
            jsonb_build_object('revision', revision)
        FROM screening_finding WHERE screening_finding.application = number GROUP BY revision
        UNION ALL
        SELECT 5, opened_at, 'review', cause, '', '', jsonb_build_object('revision', revision)
        FROM review WHERE review.application = number
        UNION ALL
        SELECT 6, decided_at, 'verdict', choice, decided_by, reason,
            jsonb_build_object('parts', parts)
        FROM review JOIN review_decision ON review_decision.review = review.id
        WHERE review.application = number
        UNION ALL
        SELECT 7, decided_at, 'decision', choice, mail_address, reason,
            jsonb_build_object('revision', revision)
        FROM decision WHERE decision.application = number
        UNION ALL
        SELECT 8, disputed_at, 'dispute', '', '', '', jsonb_build_object('revision', revision)
        FROM dispute WHERE dispute.application = number
        UNION ALL
        SELECT 9, made_at, 'returned', cause, '', '', jsonb_build_object('parts', parts)
        FROM return_notice WHERE return_notice.application = number
        UNION ALL
        SELECT 10, due_at, 'resend', '', '', '', jsonb_build_object() FROM due
        WHERE due.application = number AND kind = 'resend'
        UNION ALL
        SELECT 11, withdrawn_at, 'withdrawn', '', '', '', jsonb_build_object() FROM withdrawal
        WHERE withdrawal.application = number
        UNION ALL
        SELECT 12, audit_event.at, 'moved', split_part(tag, ':', 3), '', '', jsonb_build_object()
        FROM audit_event
        WHERE application_number = number AND tag LIKE 'workflow:application:%'
        UNION ALL
        SELECT 13, queued_at, 'mail', kind, recipient, server_answer, jsonb_build_object(
            'name', substr(key, strpos(key, '/') + 1), 'state', state, 'attempts', attempts,
            'finished_at', finished_at, 'waits_until', waits_until
        )
        FROM mail WHERE mail.application = number
        UNION ALL
        SELECT 14, console_act.at, 'act', tag, done_by, reason,
            jsonb_build_object('before', before, 'after', after)
        FROM console_act
        WHERE console_act.application = number AND tag NOT LIKE 'administrator:review:%'
        UNION ALL
        SELECT 15, written_at, 'note', '', written_by, note.text, jsonb_build_object()
        FROM note WHERE note.application = number
    ) AS moment
    ORDER BY at, nth, text
"""


async def timeline(application_number: str) -> tuple[Moment, ...]:
    """Every moment, the oldest first."""
    rows = await Application.raw(_MOMENTS, application_number)
    return tuple(
        Moment(
            row["at"],
            What(row["what"]),
            row["subject"],
            row["who"],
            row["text"],
            json.loads(row["details"]),
        )
        for row in rows
    )
