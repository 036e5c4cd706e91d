"""What screening finds about an application, and what an administrator decides about it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import outbox
from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from db.enrolment.application_form import add_revision, newest_form
from db.enrolment.facts import lock_application
from db.tables.companies import Company
from db.tables.enrolment import WholesalerMailDomain
from db.tables.review import Review, ReviewDecision, ScreeningFinding
from domain.audit_tags import AuditTag
from domain.company_names import loose_search_key
from domain.enrolment.facts import Facts
from domain.enrolment.form import ApplicationForm
from domain.enrolment.stages import Author, Part, ReviewCause, ReviewChoice, Stage
from domain.refusals import NothingToReviewError
from domain.screening import Finding, Other, ScreeningFacts, screen

# All that may match by any rule; the rules decide (domain/screening.py).
_OTHERS = """
    WITH wanted AS (
        SELECT {}::text AS loose, {}::text AS jan_maker_code, {}::text AS corporate_number
    ), known AS (
        SELECT 'company' AS kind, company_id AS reference, name, loose_search_key, head_office,
            jan_maker_code, corporate_number
        FROM company
        UNION ALL
        SELECT 'application', application.application_number, form.company_name,
            form.loose_search_key, form.head_office, form.jan_maker_code, form.corporate_number
        FROM application JOIN form_revision AS form
            ON form.application = application.application_number AND form.revision = (
                SELECT max(revision) FROM form_revision AS newer
                WHERE newer.application = form.application
            )
        WHERE application.closed_at IS NULL AND application.application_number <> {}
    )
    SELECT known.* FROM known, wanted
    WHERE known.loose_search_key = wanted.loose
        OR known.corporate_number = wanted.corporate_number
        OR known.jan_maker_code LIKE wanted.jan_maker_code || '%'
        OR known.jan_maker_code IN (
            left(wanted.jan_maker_code, 7), left(wanted.jan_maker_code, 9), wanted.jan_maker_code
        )
    ORDER BY kind DESC, reference LIMIT 100
"""


async def has_findings(facts: Facts, now: datetime) -> bool:
    """Screen the newest form and keep what was found; whether an administrator has to look.

    What an administrator cleared once, with the same evidence, is not asked again.
    """
    found = screen(await _screening_facts(facts))
    cleared = await _cleared(facts.application_number)
    new = [finding for finding in found if _known_by(finding) not in cleared]
    for finding in new:
        await ScreeningFinding.insert(
            ScreeningFinding(
                application=facts.application_number,
                revision=facts.revision,
                reason=finding.reason.value,
                evidence=json.dumps(finding.evidence),
                found_at=now,
            )
        )
    return bool(new)


async def _screening_facts(facts: Facts) -> ScreeningFacts:
    form = await newest_form(facts.application_number)
    domains = await WholesalerMailDomain.select(WholesalerMailDomain.domain).where(
        WholesalerMailDomain.wholesaler == form.wholesaler_id
    )
    return ScreeningFacts(
        form=form,
        applicant_mail_address=facts.mail_address,
        registered_domains=tuple(row["domain"] for row in domains),
        others=await _others(facts.application_number, form),
    )


async def _others(application_number: str, form: ApplicationForm) -> tuple[Other, ...]:
    rows: list[dict[str, Any]] = await Company.raw(
        _OTHERS,
        loose_search_key(form.company_name),
        form.jan_maker_code,
        form.corporate_number,
        application_number,
    )
    return tuple(Other(**row) for row in rows)


async def _cleared(application_number: str) -> set[str]:
    rows = await ScreeningFinding.raw(
        """
        SELECT reason, evidence FROM screening_finding WHERE application = {} AND EXISTS (
            SELECT FROM review JOIN review_decision ON review_decision.review = review.id
            WHERE review.application = screening_finding.application
                AND review.revision = screening_finding.revision
                AND review.cause = 'screening' AND review_decision.choice = 'clear'
        )
        """,
        application_number,
    )
    return {_key(row["reason"], json.loads(row["evidence"])) for row in rows}


def _known_by(finding: Finding) -> str:
    return _key(finding.reason.value, finding.evidence)


def _key(reason: str, evidence: dict[str, str]) -> str:
    return json.dumps([reason, evidence], sort_keys=True)


@dataclass(frozen=True)
class Verdict:
    """An administrator's decision; `parts` are named when it is returned for correction."""

    choice: ReviewChoice
    why: ActReason
    parts: tuple[Part, ...] = ()


async def open_review(facts: Facts, cause: ReviewCause, now: datetime) -> int:
    """Open a wait for an administrator; the caller has locked the application. Gives its number."""
    rows = await Review.insert(
        Review(
            application=facts.application_number,
            revision=facts.revision,
            cause=cause.value,
            opened_at=now,
        )
    ).returning(Review.id)
    return int(rows[0]["id"])


async def decide_review(application_number: str, verdict: Verdict, now: datetime) -> None:
    """Record an administrator's decision about an application under review.

    Raises `NothingToReviewError` with its stage when it waits for no administrator any
    more, and `LookupError` when there is no such application.
    """
    async with transaction():
        facts = await lock_application(application_number)
        if facts.stage is not Stage.UNDER_REVIEW or facts.review is None:
            raise NothingToReviewError(facts.stage)
        await ReviewDecision.insert(
            ReviewDecision(
                review=facts.review,
                choice=verdict.choice.value,
                reason=verdict.why.reason,
                parts=[part.value for part in verdict.parts],
                decided_by=verdict.why.done_by,
                decided_at=now,
            )
        )
        await _ask_anew(facts, verdict, now)
        await outbox.tell(application_number, "review_decided", now, review=facts.review)
        await record_act(
            AuditTag.of("administrator", "review", verdict.choice),
            verdict.why,
            ActSubject(application_number),
            now,
            before={"stage": facts.stage.value, "review": facts.review},
            after={"choice": verdict.choice.value, "parts": ",".join(verdict.parts)},
        )


async def _ask_anew(facts: Facts, verdict: Verdict, now: datetime) -> None:
    """A decision that was made stays with its revision; clearing it asks about a new one."""
    if verdict.choice is ReviewChoice.CLEAR and facts.choice is not None:
        form = await newest_form(facts.application_number)
        await add_revision(facts, form, Author.ADMINISTRATOR, now)


async def findings(application_number: str) -> Sequence[tuple[int, str, dict[str, str]]]:
    """What screening found, as (revision, reason, evidence), the oldest first."""
    rows = (
        await ScreeningFinding.select()
        .where(ScreeningFinding.application == application_number)
        .order_by(ScreeningFinding.id)
    )
    return [(row["revision"], row["reason"], json.loads(row["evidence"])) for row in rows]
