"""Which other companies and applications an application meets, and what was found of it."""

import json
from datetime import datetime
from typing import Any

from db.enrolment.revisions import newest_form
from db.tables.companies import Company
from db.tables.review import ScreeningFinding
from db.tables.wholesalers import WholesalerMailDomain
from domain.company_names import loose_search_key
from domain.enrolment.facts import Facts
from domain.enrolment.form import ApplicationForm
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
