"""What screening found about an application, with what is known today of what it matched."""

from collections.abc import Iterable
from dataclasses import replace

from db.enrolment.reviews import findings
from db.tables.companies import Company
from domain.enrolment.form import LABELS, ApplicationForm
from domain.screening import Finding, Reason
from texts.evidence import Comparison, Row, compare

_ALSO_COMPARED = ("address", "telephone")


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
        Row(LABELS[name], getattr(form, name), other[name])
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
