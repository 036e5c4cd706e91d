"""How the service does, one query for each question: how far people get, how long, what hangs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from db.tables.enrolment import Application
from db.tables.operation import Mail
from domain.enrolment.stages import Stage


@dataclass(frozen=True)
class Funnel:
    """Of the applications that were begun since a moment: how many came how far by now."""

    requested: int
    verified: int
    submitted: int
    asked: int
    approved: int
    enrolled: int


class Step(StrEnum):
    """What takes its time; each is counted when it ends."""

    FORM = "form"
    """From the request for the link to the form."""

    REVIEW = "review"
    """From the wait for an administrator to the decision."""

    ANSWER = "answer"
    """From the link for the wholesaler's contact to the answer about the same revision."""

    CORRECTION = "correction"
    """From the return to the corrected form."""

    WHOLE = "whole"
    """From the request for the link to the IDs."""


WAITS_IN = {
    Stage.INVITED: Step.FORM,
    Stage.UNDER_REVIEW: Step.REVIEW,
    Stage.AWAITING_APPROVAL: Step.ANSWER,
    Stage.RETURNED: Step.CORRECTION,
}
"""The step that an application waits for in each stage."""


@dataclass(frozen=True)
class StepTime:
    """How long a step took, for those that ended it since a moment; None where nobody did."""

    step: Step
    ended: int
    median: timedelta | None
    ninetieth: timedelta | None


@dataclass(frozen=True)
class Waiting:
    """How many wait in a stage, since when the longest.

    `unusual`: how many of them wait longer than nine of ten did; None where that is not known.
    """

    stage: Stage
    waiting: int
    unusual: int | None
    oldest: datetime | None


@dataclass(frozen=True)
class FailingMails:
    """Mails of one kind, queued since a moment, that failed; `deferred`: are still tried."""

    kind: str
    refused: int
    bounced: int
    deferred: int


COUNTED = 5_000
"""So many of each step are looked at, the newest ones; more would not change the figures."""

# Whoever was screened has submitted; the number in the row saves a join.
_FUNNEL = """
    SELECT count(*) AS requested, count(verified_at) AS verified,
        count(*) FILTER (WHERE revision_in_hand > 0) AS submitted,
        count(link.application) AS asked, count(approved.application) AS approved,
        count(*) FILTER (WHERE stage = 'enrolled') AS enrolled
    FROM application
    LEFT JOIN link ON link.application = application_number AND link.made_at >= {}
        AND link.purpose = 'approval' AND link.generation = 1
    LEFT JOIN decision AS approved ON approved.application = application_number
        AND approved.revision = revision_in_hand AND approved.choice = 'approve'
        AND approved.decided_at >= {}
    WHERE requested_at >= {}
"""

_TOOK = (
    """
    SELECT 'form' AS step, form.submitted_at - application.requested_at AS took
    FROM form_revision AS form JOIN application ON application_number = form.application
    WHERE form.revision = 1 AND form.submitted_at >= {} ORDER BY form.submitted_at DESC
    """,
    """
    SELECT 'review', review_decision.decided_at - review.opened_at
    FROM review_decision JOIN review ON review.id = review_decision.review
    WHERE review_decision.decided_at >= {} ORDER BY review_decision.decided_at DESC
    """,
    """
    SELECT 'answer', decision.decided_at - link.made_at
    FROM decision JOIN link ON link.application = decision.application
        AND link.purpose = 'approval' AND link.revision = decision.revision
    WHERE decision.decided_at >= {} ORDER BY decision.decided_at DESC
    """,
    """
    SELECT 'correction', form.submitted_at - notice.made_at
    FROM form_revision AS form JOIN return_notice AS notice
        ON notice.application = form.application AND notice.revision = form.revision - 1
    WHERE form.revision > 1 AND form.submitted_at >= {} ORDER BY form.submitted_at DESC
    """,
    """
    SELECT 'whole', closed_at - requested_at FROM application
    WHERE stage = 'enrolled' AND closed_at >= {} ORDER BY closed_at DESC
    """,
)
_STEP_TIMES = f"""
    SELECT step, count(*) AS ended,
        percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY took) AS times
    FROM ({" UNION ALL ".join(f"({took} LIMIT {COUNTED})" for took in _TOOK)}) AS newest
    GROUP BY step
"""  # noqa: S608 -- only constants of this file are put in

# The stages and their usual times come as two arrays of one order.
_WAITING = """
    SELECT stage, count(*) AS waiting, min(stage_since) AS oldest,
        count(*) FILTER (WHERE stage_since < {}::timestamptz - usual.time) AS unusual,
        usual.time IS NOT NULL AS usual_is_known
    FROM application
    LEFT JOIN unnest({}::text[], {}::interval[]) AS usual (stage, time) USING (stage)
    WHERE closed_at IS NULL GROUP BY stage, usual.time
"""

_FAILING = """
    SELECT kind, count(*) FILTER (WHERE state = 'refused') AS refused,
        count(*) FILTER (WHERE state = 'bounced') AS bounced,
        count(*) FILTER (WHERE state = 'queued') AS deferred
    FROM mail
    WHERE state <> 'sent' AND (state IN ('refused', 'bounced') OR state = 'queued' AND attempts > 0)
        AND queued_at >= {}
    GROUP BY kind ORDER BY count(*) DESC, kind
"""


async def load_funnel(since: datetime) -> Funnel:
    """Count how far the applications came that were begun since then."""
    rows = await Application.raw(_FUNNEL, since, since, since)
    return Funnel(**rows[0])


async def load_step_times(since: datetime) -> tuple[StepTime, ...]:
    """Tell how long each step took for the newest `COUNTED` that ended it since then.

    From the facts: forms, reviews and their decisions, links and answers, returns.
    """
    rows = await Application.raw(_STEP_TIMES, *(since for _ in _TOOK))
    found = {row["step"]: row for row in rows}
    return tuple(
        StepTime(step, found[step]["ended"], *found[step]["times"])
        if step in found
        else StepTime(step, 0, None, None)
        for step in Step
    )


async def load_waiting(times: Sequence[StepTime], now: datetime) -> tuple[Waiting, ...]:
    """Tell who waits in each stage, and how many longer than nine of ten did in `times`."""
    usual = {time.step: time.ninetieth for time in times}
    stages = list(WAITS_IN)
    rows = await Application.raw(
        _WAITING,
        now,
        [stage.value for stage in stages],
        [usual.get(WAITS_IN[stage]) for stage in stages],
    )
    found = {row["stage"]: row for row in rows}
    return tuple(_waiting(stage, found.get(stage)) for stage in stages)


async def load_failing_mails(since: datetime) -> tuple[FailingMails, ...]:
    """Count what failed of the mails queued since then, by kind, the most first."""
    return tuple(FailingMails(**row) for row in await Mail.raw(_FAILING, since))


def _waiting(stage: Stage, row: Mapping[str, Any] | None) -> Waiting:
    if row is None:
        return Waiting(stage, 0, 0, None)
    unusual = row["unusual"] if row["usual_is_known"] else None
    return Waiting(stage, row["waiting"], unusual, row["oldest"])
