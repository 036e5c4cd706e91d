"""The console's page of one application: its forms, the evidence about it, and its timeline."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.console.cases import InHand, in_hand, subject_of
from db.console.past_mails import may_go_again
from db.console.possible_acts import Circumstances
from db.enrolment.application_form import Revision, revisions
from db.enrolment.reviews import findings
from db.enrolment.wholesalers import NamedWholesaler, named_wholesalers
from db.imports.registers import find_corporation
from db.tables.companies import Company
from db.tables.enrolment import Application
from db.tables.imports import RegisteredCorporation
from db.troubles import Trouble, troubles_of
from domain.enrolment.form import LABELS, ApplicationForm
from domain.screening import Finding, Reason
from texts.evidence import Comparison, EvidenceRow, compare

_ALSO_COMPARED = ("address", "telephone")


class TimelineKind(StrEnum):
    """The kinds of entries, each with what `TimelineEntry.subject` says of it."""

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
class TimelineEntry:
    """One thing that happened.

    `who`: the person, or whom a mail went to; empty where that is plain. `text`: what they wrote,
    or what the mail server answered. `details`: numbers and values by name.
    """

    at: datetime
    what: TimelineKind
    subject: str
    who: str
    text: str
    details: dict[str, Any]


# A verdict is an act as well, and shown as what it is.
_TIMELINE = """
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


async def timeline(application_number: str) -> tuple[TimelineEntry, ...]:
    """Every moment, the oldest first."""
    rows = await Application.raw(_TIMELINE, application_number)
    return tuple(
        TimelineEntry(
            row["at"],
            TimelineKind(row["what"]),
            row["subject"],
            row["who"],
            row["text"],
            json.loads(row["details"]),
        )
        for row in rows
    )


async def load_evidence(
    application_number: str, revision: int, form: ApplicationForm
) -> tuple[Comparison, ...]:
    """Read the evidence about one revision, whose form this is."""
    found = await findings(application_number)
    comparisons = compare(
        (nth, Finding(Reason(reason), evidence))
        for nth, reason, evidence in found
        if nth == revision
    )
    others = await _others(one.reference for one in comparisons if one.reference)
    return tuple(_with_more(one, form, others.get(one.reference, {})) for one in comparisons)


def _with_more(one: Comparison, form: ApplicationForm, other: dict[str, str]) -> Comparison:
    more = (
        EvidenceRow(LABELS[name], getattr(form, name), other[name])
        for name in _ALSO_COMPARED
        if name in other
    )
    return replace(one, rows=(*one.rows, *more))


async def _others(references: Iterable[str]) -> dict[str, dict[str, str]]:
    wanted = list(references)
    if not wanted:
        return {}
    rows = await Company.raw(
        """
        SELECT company_id AS reference, address, telephone FROM company
        WHERE company_id = ANY({}::text[])
        UNION ALL
        SELECT DISTINCT ON (application) application, address, telephone FROM (
            SELECT * FROM form_revision WHERE application = ANY({}::text[])
            ORDER BY application, revision DESC
        ) AS newest
        """,
        wanted,
        wanted,
    )
    return {row["reference"]: row for row in rows}


@dataclass(frozen=True)
class ApplicationPage:
    """One application as those who decide about it see it.

    It is what the console's page shows besides `Circumstances`, which its buttons need as well.

    `revisions`: the oldest first; none before the form was submitted. `wholesalers`: those that
    they name, by id. `evidence`: about the newest. `corporation`: what the National Tax Agency's
    register has of its 法人番号. `to_repeat`: the names of the mails that may be sent again.
    `troubles`: why it is stuck, the longest first.
    """

    revisions: tuple[Revision, ...]
    wholesalers: dict[int, NamedWholesaler]
    evidence: tuple[Comparison, ...]
    corporation: RegisteredCorporation | None
    moments: tuple[TimelineEntry, ...]
    to_repeat: frozenset[str]
    in_hand: InHand | None
    troubles: tuple[Trouble, ...]


async def load_application_page(around: Circumstances) -> ApplicationPage:
    """Read everything about an application in these circumstances."""
    facts, number = around.facts, around.facts.application_number
    made = await revisions(number)
    form = made[-1].form if made else None
    again = [mail.name for mail in around.mails if may_go_again(facts, mail)]
    return ApplicationPage(
        revisions=made,
        wholesalers=await named_wholesalers(number) if form else {},
        evidence=await load_evidence(number, facts.revision, form) if form else (),
        corporation=await _corporation(form),
        moments=await timeline(number),
        to_repeat=frozenset(again),
        in_hand=await in_hand(subject_of(facts)),
        troubles=tuple(await troubles_of(number)),
    )


async def _corporation(form: ApplicationForm | None) -> RegisteredCorporation | None:
    if form is None or form.corporate_number is None:
        return None
    return await find_corporation(form.corporate_number)
