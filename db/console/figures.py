"""The product in figures, for metrics: from the same queries as the console's own pages."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import temporal_recovery, troubles
from db.breaches import count_breaches
from db.console.dashboard import FailingMails, Waiting, load_failing_mails, load_waiting
from db.console.mail_figures import Failure, QueuedMails, load_failures, load_queued, load_sent
from db.console.queue import Waiting as WaitingCases
from db.console.queue import load_needs
from db.differences import count_left
from db.outbox import Backlog, messages_waiting
from db.tables.enrolment import Application
from db.tallies import Event, tallies
from db.temporal_runs import STATUSES, ScheduleRun, schedule_runs
from db.troubles import Stuck
from domain.needs import Need, TroubleKind
from domain.out_of_step import DifferenceKind

LATELY = timedelta(days=1)


@dataclass(frozen=True)
class Happened:
    """How often something happened in the last day; `logins`: of members."""

    requested: int
    issued: int
    logins: int


@dataclass(frozen=True)
class Figures:
    """All that is told of one installation, whichever of its processes is asked.

    Those that say `lately` are of the last day; what failed and was restarted is counted since
    there is this database: failed deliveries by the code of gRPC, workflows by how they ended.
    """

    stages: tuple[Waiting, ...]
    needs: Mapping[Need, WaitingCases]
    troubles: Mapping[TroubleKind, Stuck]
    news: Backlog
    mails_queued: tuple[QueuedMails, ...]
    mails_sent_lately: Mapping[str, int]
    mails_failing_lately: tuple[FailingMails, ...]
    failures_lately: Counter[Failure]
    lately: Happened
    breaches: Mapping[str, int]
    differences: Mapping[DifferenceKind, int]
    failed_deliveries: Mapping[str, int]
    failed_runs: Mapping[str, int]
    restarts: int
    schedules: tuple[ScheduleRun, ...]


async def load_figures(now: datetime) -> Figures:
    """Read all of them, one query after the other."""
    since = now - LATELY
    return Figures(
        stages=await load_waiting((), now),
        needs=await load_needs(),
        troubles=await troubles.stuck(),
        news=await messages_waiting(),
        mails_queued=await load_queued(now),
        mails_sent_lately=await load_sent(since),
        mails_failing_lately=await load_failing_mails(since),
        failures_lately=await load_failures(since),
        lately=await _happened(since),
        breaches=await count_breaches(),
        differences=await count_left(),
        failed_deliveries=await tallies(Event.DELIVERY_FAILED),
        failed_runs=dict.fromkeys(STATUSES, 0) | await tallies(Event.RUN_FAILED),
        restarts=await temporal_recovery.restarts(),
        schedules=tuple(await schedule_runs()),
    )


async def _happened(since: datetime) -> Happened:
    rows = await Application.raw(
        """
        SELECT
            (SELECT count(*) FROM application WHERE requested_at >= {}) AS requested,
            (
                SELECT count(*) FROM application WHERE stage = 'enrolled' AND closed_at >= {}
            ) AS issued,
            (SELECT count(*) FROM login_record WHERE outcome = 'succeeded' AND at >= {}) AS logins
        """,
        since,
        since,
        since,
    )
    return Happened(**rows[0])
