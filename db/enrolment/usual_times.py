"""How long a wholesaler's answer, and a decision of the operator, usually take."""

from db.tables.enrolment import Decision
from domain.enrolment.usual_times import LEAST_CASES, UsualTime

LATEST = 500
"""Of so many of the latest cases, so that the question stays small and the answer new."""

# A time is told from when the mail went, and of answers that the contact gave itself.
_ANSWERS = """
    SELECT count(*) AS cases, percentile_disc(0.5) WITHIN GROUP (ORDER BY taken) AS half,
        percentile_disc(0.9) WITHIN GROUP (ORDER BY taken) AS most
    FROM (
        SELECT decision.decided_at - (
            SELECT min(mail.finished_at) FROM mail
            WHERE mail.application = decision.application AND mail.kind = 'approval_request'
                AND mail.revision = decision.revision AND mail.state = 'sent'
        ) AS taken
        FROM {latest} AS decision
    ) AS answered WHERE taken > interval '0'
"""
_OF_ALL = """(
    SELECT application, revision, decided_at FROM decision WHERE mail_address <> ''
    ORDER BY decided_at DESC LIMIT {}
)"""
_OF_ONE = """(
    SELECT decision.application, decision.revision, decision.decided_at
    FROM (
        SELECT application, revision FROM form_revision WHERE wholesaler = {}
        ORDER BY application DESC LIMIT {}
    ) AS form JOIN decision USING (application, revision) WHERE mail_address <> ''
)"""
_REVIEWS = """
    SELECT count(*) AS cases, percentile_disc(0.5) WITHIN GROUP (ORDER BY taken) AS half,
        percentile_disc(0.9) WITHIN GROUP (ORDER BY taken) AS most
    FROM (
        SELECT decided.decided_at - review.opened_at AS taken FROM (
            SELECT review, decided_at FROM review_decision ORDER BY decided_at DESC LIMIT {}
        ) AS decided JOIN review ON review.id = decided.review
    ) AS reviewed
"""


async def usual_answer(wholesaler_id: int | None = None) -> UsualTime | None:
    """Of a wholesaler's answers, else of all wholesalers'; None where both are too few."""
    if wholesaler_id is not None:
        own = await _read(_ANSWERS.format(latest=_OF_ONE), wholesaler_id, LATEST, general=False)
        if own is not None:
            return own
    return await _read(_ANSWERS.format(latest=_OF_ALL), LATEST, general=True)


async def usual_review() -> UsualTime | None:
    """Of decisions about applications under review; None where they are too few."""
    return await _read(_REVIEWS, LATEST, general=True)


async def _read(query: str, *values: int, general: bool) -> UsualTime | None:
    (row,) = await Decision.raw(query, *values)
    if row["cases"] < LEAST_CASES:
        return None
    return UsualTime(row["half"], row["most"], row["cases"], general=general)
