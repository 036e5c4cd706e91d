"""The product in Prometheus's words: the same from every process, so one of them is asked.

Ages are in seconds and 0 where nothing waits; what happened `last_day` is of the last 24 hours.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from db.console.figures import Figures, load_figures
from web.operation import seconds_since

FRESH_FOR = timedelta(seconds=10)
"""However many ask, the database is asked once in this time by a process."""

Values = Mapping[tuple[str, ...], float]


def figures_as_text(figures: Figures, now: datetime) -> bytes:
    """All figures as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(_Told([*_metrics(figures, now)]))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _metrics(of: Figures, now: datetime) -> Iterator[Metric]:
    def age(since: datetime | None) -> float:
        return seconds_since(since, now)

    yield _gauge(
        "inforex_applications",
        "Open applications.",
        {(each.stage.value,): each.waiting for each in of.stages},
        "stage",
    )
    yield _gauge(
        "inforex_applications_oldest_seconds",
        "Since how long the longest of them is in its stage.",
        {(each.stage.value,): age(each.oldest) for each in of.stages},
        "stage",
    )
    yield _gauge(
        "inforex_needs",
        "Cases that need a person.",
        {(need.value,): each.count for need, each in of.needs.items()},
        "need",
    )
    yield _gauge(
        "inforex_needs_oldest_seconds",
        "Since how long the oldest of them waits.",
        {(need.value,): age(each.since) for need, each in of.needs.items()},
        "need",
    )
    yield _gauge(
        "inforex_troubles",
        "Processes that do not go on, by what is wrong.",
        {(kind.value,): each.count for kind, each in of.troubles.items()},
        "kind",
    )
    yield _gauge(
        "inforex_troubles_oldest_seconds",
        "Since how long the longest of them does not go on.",
        {(kind.value,): age(each.since) for kind, each in of.troubles.items()},
        "kind",
    )
    yield _gauge(
        "inforex_news_waiting", "Facts that Temporal has yet to hear of.", {(): of.news.waiting}
    )
    yield _gauge(
        "inforex_news_oldest_seconds",
        "Since how long the oldest of them waits.",
        {(): age(of.news.since)},
    )
    yield from _of_mails(of, now)
    yield from _of_the_last_day(of)
    yield from _of_temporal(of)


def _of_mails(of: Figures, now: datetime) -> Iterator[Metric]:
    not_gone: dict[tuple[str, ...], float] = {}
    for each in of.mails_queued:
        not_gone[each.kind, "queued"] = each.waiting
        not_gone[each.kind, "held"] = each.held
    yield _gauge(
        "inforex_mails",
        "Mails that have not gone; held: their mailbox had its share.",
        not_gone,
        "kind",
        "state",
    )
    yield _gauge(
        "inforex_mails_oldest_seconds",
        "Since how long the oldest of them that may go waits.",
        {(each.kind,): seconds_since(each.since, now) for each in of.mails_queued},
        "kind",
    )
    lately: dict[tuple[str, ...], float] = {}
    for kind, count in of.mails_sent_lately.items():
        lately[kind, "sent"] = count
    for failing in of.mails_failing_lately:
        lately[failing.kind, "refused"] = failing.refused
        lately[failing.kind, "bounced"] = failing.bounced
        lately[failing.kind, "deferred"] = failing.deferred
    yield _gauge(
        "inforex_mails_last_day",
        "Mails that fell due in the last day, by what became of them.",
        lately,
        "kind",
        "state",
    )
    yield _gauge(
        "inforex_mail_failures_last_day",
        "Mails that were refused or came back in the last day, by whose mailboxes they were.",
        {
            (each.domain.value, each.state, str(each.about_us).lower()): count
            for each, count in sorted(of.failures_lately.items())
        },
        "domain",
        "state",
        "about_us",
    )


def _of_the_last_day(of: Figures) -> Iterator[Metric]:
    for name, says, count in (
        ("requested", "Applications that were begun in the last day.", of.lately.requested),
        ("issued", "Applications that got their IDs in the last day.", of.lately.issued),
        ("logins", "Logins of members in the last day.", of.lately.logins),
    ):
        yield _gauge(f"inforex_{name}_last_day", says, {(): count})


def _of_temporal(of: Figures) -> Iterator[Metric]:
    yield _counter(
        "inforex_deliveries_failed",
        "News that could not be brought to Temporal at a try, by the code of gRPC.",
        {(code,): times for code, times in sorted(of.failed_deliveries.items())},
        "code",
    )
    yield _counter(
        "inforex_workflows_failed",
        "Workflows that ended as failed, or of a timeout.",
        {(status,): times for status, times in sorted(of.failed_runs.items())},
        "status",
    )
    yield _gauge(
        "inforex_differences",
        "Workflows that are not as the facts have them, as the last look left them.",
        {(kind.value,): count for kind, count in of.differences.items()},
        "kind",
    )
    yield _gauge(
        "inforex_laws_broken",
        "What the auditor's last look found broken, by law.",
        {(law,): count for law, count in of.breaches.items()},
        "law",
    )
    yield _counter(
        "inforex_workflow_restarts",
        "Processes that had no workflow, or one that did not go by the facts, and were mended.",
        {(): of.restarts},
    )
    yield _gauge(
        "inforex_schedule_last_run_timestamp_seconds",
        "When a schedule last started its workflow; before that, since when it is known.",
        {
            (each.schedule,): each.last_run_at.timestamp() if each.last_run_at else 0
            for each in of.schedules
        },
        "schedule",
    )
    yield _gauge(
        "inforex_schedule_paused",
        "1 while an operator has it paused.",
        {(each.schedule,): float(each.paused) for each in of.schedules},
        "schedule",
    )


def _gauge(name: str, says: str, values: Values, *labels: str) -> Metric:
    gauge = GaugeMetricFamily(name, says, labels=labels)
    for key, value in values.items():
        gauge.add_metric(key, value)
    return gauge


def _counter(name: str, says: str, values: Values, *labels: str) -> Metric:
    counter = CounterMetricFamily(name, says, labels=labels)
    for key, value in values.items():
        counter.add_metric(key, value)
    return counter


class RememberedFigures:
    """The text of the figures, remembered for a few seconds."""

    def __init__(self) -> None:
        self._text = b""
        self._read_again_at = datetime.min.replace(tzinfo=UTC)
        self._one_at_a_time = asyncio.Lock()

    async def text(self, now: datetime) -> bytes:
        """Read them, unless that was done just now; raises what the database raises."""
        async with self._one_at_a_time:
            if now >= self._read_again_at:
                self._text = figures_as_text(await load_figures(now), now)
                self._read_again_at = now + FRESH_FOR
            return self._text
