"""What the facts say of processes, to be held against Temporal."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.access.facts import load_access_change
from db.enrolment.facts import load_facts
from db.tables.operation import Outbox
from domain.enrolment.stages import Stage
from domain.out_of_step import LATE, InFacts
from domain.processes import ProcessKind, kind_of, number_of

# Those of applications that wait for a workflow to act: somebody did something, or time is up.
# `Facts.stage` decides; this only has to miss none of them.
_MAY_BE_AWAITED = """
    SELECT application_number AS process FROM application
    WHERE closed_at IS NULL AND (
        deadline < {}
        OR EXISTS (SELECT FROM withdrawal WHERE withdrawal.application = application_number)
        OR EXISTS (
            SELECT FROM form_revision WHERE form_revision.application = application_number
                AND form_revision.revision > revision_in_hand
        )
        OR stage = 'under_review' AND EXISTS (
            SELECT FROM review_decision WHERE review_decision.review = (
                SELECT max(review.id) FROM review WHERE review.application = application_number
            )
        )
        OR stage = 'awaiting_approval' AND (
            EXISTS (
                SELECT FROM decision WHERE decision.application = application_number
                    AND decision.revision = revision_in_hand
            )
            OR EXISTS (
                SELECT FROM mail WHERE mail.application = application_number
                    AND mail.state IN ('refused', 'bounced') AND mail.state <> 'sent'
            )
        )
        OR EXISTS (
            SELECT FROM dispute WHERE dispute.application = application_number
                AND dispute.revision = revision_in_hand
        )
    )
    UNION SELECT concat('cancellation-', id) FROM cancellation
    WHERE undone_at IS NULL AND ended_at IS NULL AND ends_at < {}
    UNION SELECT concat('change-', id) FROM company_change
    WHERE choice IS NOT NULL AND closed_at IS NULL
    UNION SELECT concat('access-', id) FROM access_change WHERE closed_at IS NULL
"""

_UNTRIED = """
    mail.state = 'queued' AND mail.attempts = 0 AND mail.claimed_until IS NULL
    AND mail.queued_at < {} AND (mail.waits_until IS NULL OR mail.waits_until < {})
"""

_WITH_UNTRIED = f"SELECT DISTINCT process FROM mail WHERE {_UNTRIED}"  # noqa: S608 -- a constant of this file

_STANDINGS = """
    SELECT application_number AS process, stage, closed_at IS NOT NULL AS over,
        NULL::timestamptz AS ends_at
    FROM application WHERE application_number = ANY({}::text[])
    UNION ALL
    SELECT concat('change-', id), coalesce(choice, 'awaiting_decision'), closed_at IS NOT NULL, NULL
    FROM company_change WHERE id = ANY({}::bigint[])
    UNION ALL
    SELECT concat('cancellation-', id),
        CASE WHEN undone_at IS NOT NULL THEN 'undone' WHEN ended_at IS NOT NULL THEN 'ended'
            ELSE 'waiting' END,
        undone_at IS NOT NULL OR ended_at IS NOT NULL,
        CASE WHEN undone_at IS NULL AND ended_at IS NULL THEN ends_at END
    FROM cancellation WHERE id = ANY({}::bigint[])
    UNION ALL
    SELECT concat('access-', id), NULL, closed_at IS NOT NULL, NULL
    FROM access_change WHERE id = ANY({}::bigint[])
    UNION ALL
    SELECT concat('import-', id),
        CASE WHEN finished_at IS NULL AND stopped_at IS NULL THEN 'running' END,
        finished_at IS NOT NULL, NULL
    FROM import_run WHERE id = ANY({}::bigint[])
"""

NUMBERED = (
    ProcessKind.COMPANY_CHANGE,
    ProcessKind.CANCELLATION,
    ProcessKind.ACCESS_CHANGE,
    ProcessKind.IMPORT,
)
COMPARED = (ProcessKind.ENROLMENT, *NUMBERED)
"""What has facts of its own; letters end by themselves when none is left."""


@dataclass(frozen=True)
class Standing:
    """Where a process is recorded to be.

    `stage`: None where Temporal shows none; `over`: whether its own life is; `ends_at`: UTC.
    """

    stage: str | None
    over: bool
    ends_at: datetime | None


async def standings(processes: Collection[str]) -> dict[str, Standing]:
    """Those of these processes that are recorded, but for letters."""
    by_kind: dict[ProcessKind, list[str]] = {kind: [] for kind in ProcessKind}
    for process in processes:
        by_kind[kind_of(process)].append(process)
    rows = await Outbox.raw(
        _STANDINGS,
        by_kind[ProcessKind.ENROLMENT],
        *([number_of(each) for each in by_kind[kind]] for kind in NUMBERED),
    )
    return {row.pop("process"): Standing(**row) for row in rows}


async def in_facts(process: str, now: datetime) -> InFacts:
    """What the facts say of a process, whatever else it has; raises `LookupError` for none."""
    untried = await _has_untried_mails(process, now)
    if kind_of(process) is ProcessKind.ENROLMENT:
        facts = await load_facts(process)
        ends_at = facts.deadline if facts.stage.waits else None
        # Of mails that go together, the others are still tried when one was refused.
        may_hear = facts.stage is Stage.UNDELIVERABLE
        return InFacts(facts.recorded.value, facts.stage.value, ends_at, untried, may_hear)
    if kind_of(process) is ProcessKind.ACCESS_CHANGE:
        stage = await _stage_of_access(number_of(process), now)
        return InFacts(stage, stage, None, untried, until_sent=True)
    found = (await standings([process]))[process]
    return InFacts(found.stage or "", found.stage or "", found.ends_at, untried)


async def awaited(now: datetime) -> set[str]:
    """The processes that may wait for their workflow to act, or to send: each has to be asked."""
    late = now - LATE
    rows = await Outbox.raw(_MAY_BE_AWAITED, late, late)
    mails = await Outbox.raw(_WITH_UNTRIED, late, now)
    named = {row["process"] for row in (*rows, *mails)}
    return {process for process in named if _is_compared(process)}


async def younger_than_all_known(processes: Iterable[str]) -> set[str]:
    """Those of these that were begun later than all that are recorded of their kind."""
    rows = await Outbox.raw(
        """
        SELECT coalesce(max(application_number), '') AS enrolment,
            (SELECT coalesce(max(id), 0) FROM company_change) AS change,
            (SELECT coalesce(max(id), 0) FROM cancellation) AS cancellation,
            (SELECT coalesce(max(id), 0) FROM access_change) AS access,
            (SELECT coalesce(max(id), 0) FROM import_run) AS import
        FROM application
        """
    )
    return {process for process in processes if _is_younger(process, rows[0])}


async def _stage_of_access(change: int, now: datetime) -> str:
    """Where a change of access has been for a while; empty where time has just moved it on."""
    progress = (await load_access_change(change)).progress
    stage = progress.stage(now)
    return stage.value if stage is progress.stage(now - LATE) else ""


def _is_younger(process: str, newest: Mapping[str, int | str]) -> bool:
    kind = kind_of(process)
    if kind is ProcessKind.ENROLMENT:
        return process > str(newest[kind])
    return number_of(process) > int(newest[kind])


def _is_compared(process: str) -> bool:
    try:
        return kind_of(process) in COMPARED
    except ValueError:
        return False


async def _has_untried_mails(process: str, now: datetime) -> bool:
    rows = await Outbox.raw(
        f"SELECT FROM mail WHERE process = {{}} AND {_UNTRIED} LIMIT 1",
        process,
        now - LATE,
        now,
    )
    return bool(rows)
