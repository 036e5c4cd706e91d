"""What Prometheus reads: of each process what is used, of the product the same from every one."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from db import tallies, temporal_recovery, troubles
from db.breaches import note_breaches
from db.console.dashboard import load_failing_mails, load_waiting
from db.console.load import load_load
from db.console.queue import QueueQuery, load_queue
from db.differences import Difference, note_left
from db.mailing import mails
from db.mailing.bounces import record_bounced
from db.tables.operation import Mail
from db.temporal_runs import FailedRun, ScheduleRun, note_failed, note_schedule
from domain.enrolment.stages import Stage
from domain.needs import Need, TroubleKind
from domain.out_of_step import DifferenceKind
from rig.applications import Applications, now
from rig.members import id_manager
from rig.site import Clock, Site
from tests.deployment.observing import series_asked_for

HOUR = timedelta(hours=1)
PERSONAL = "Failing row contains (秘密食品)"
Told = dict[str, dict[frozenset[tuple[str, str]], float]]


async def told(site: Site, path: str = "/metrics/product") -> Told:
    """Every series by its name and labels; no series twice."""
    answer = await site.metrics.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found: Told = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            series, labels = found.setdefault(sample.name, {}), frozenset(sample.labels.items())
            assert labels not in series
            series[labels] = sample.value
    return found


def of(series: Mapping[frozenset[tuple[str, str]], float], **labels: str) -> float:
    return series[frozenset(labels.items())]


async def test_stages_needs_and_troubles_are_told_with_their_ages_as_the_console_has_them(
    site: Site, clock: Clock, applications: Applications
) -> None:
    moment = clock()
    await applications.invited(at=moment - 3 * HOUR)
    number = await applications.under_review("b@two.example")
    await troubles.note(number, TroubleKind.STEP_FAILING, "screen: KeyError", moment - HOUR)
    metrics = await told(site)
    for each in await load_waiting((), moment):
        assert of(metrics["inforex_applications"], stage=each.stage) == each.waiting
    assert of(metrics["inforex_applications"], stage=Stage.INVITED) == 1
    assert of(metrics["inforex_applications_oldest_seconds"], stage=Stage.INVITED) == 3 * 3600
    assert of(metrics["inforex_applications_oldest_seconds"], stage=Stage.RETURNED) == 0
    waiting = (await load_queue(QueueQuery())).waiting
    assert {need: of(metrics["inforex_needs"], need=need) for need in Need} == waiting
    assert waiting[Need.REVIEW] == waiting[Need.STOPPED] == 1
    assert of(metrics["inforex_needs_oldest_seconds"], need=Need.STOPPED) == 3600
    assert of(metrics["inforex_troubles"], kind=TroubleKind.STEP_FAILING) == 1
    assert of(metrics["inforex_troubles"], kind=TroubleKind.WORKFLOW_MISSING) == 0
    assert of(metrics["inforex_troubles_oldest_seconds"], kind=TroubleKind.STEP_FAILING) == 3600


async def test_the_outbox_is_one_figure_for_metrics_readyz_and_the_dashboard(
    site: Site, clock: Clock, applications: Applications
) -> None:
    """What cannot be delivered is a trouble, and does not wait."""
    moment = clock()
    await applications.invited(at=moment - timedelta(seconds=90))
    stuck = await applications.invited("b@two.example", moment - HOUR)
    await troubles.note(stuck, TroubleKind.NEWS_UNDELIVERABLE, "start: LookupError", moment)
    metrics, ready = await told(site), (await site.metrics.get("/readyz")).json()
    load = await load_load(moment)
    assert metrics["inforex_news_waiting"] == {frozenset(): 1}
    assert metrics["inforex_news_oldest_seconds"] == {frozenset(): 90}
    assert (ready["waiting_for_temporal"], ready["oldest_waits_seconds"]) == (1, 90)
    assert load.outbox.waiting == 1


async def test_mails_are_told_by_kind_and_state_and_failures_by_who_has_the_mailbox(
    site: Site, clock: Clock, applications: Applications
) -> None:
    moment = clock()
    number = await applications.awaiting_approval()
    await mails.record_sent(f"{number}/invitation/1", "250 ok", moment)
    await record_bounced(f"{number}/invitation/1", "5.1.1", moment, about_us=False)
    await mails.record_refused(f"{number}/approval_request/1", "550 no", moment, about_us=True)
    await mails.claim(f"{number}/receipt/1", moment)
    await mails.record_deferred(f"{number}/receipt/1", "451 later")
    other = await applications.invited("taro@gmail.com")
    await mails.record_refused(f"{other}/invitation/1", "550 no", moment)
    held = await applications.invited("c@three.example")
    await Mail.update({Mail.waits_until: moment + HOUR}).where(Mail.process == held)
    late = await applications.invited("d@four.example")
    await Mail.update({Mail.queued_at: moment - 2 * HOUR}).where(Mail.process == late)
    metrics = await told(site)
    assert of(metrics["inforex_mails"], kind="invitation", state="held") == 1
    assert of(metrics["inforex_mails"], kind="invitation", state="queued") == 1
    assert of(metrics["inforex_mails_oldest_seconds"], kind="invitation") == 2 * 3600
    lately = metrics["inforex_mails_last_day"]
    assert of(lately, kind="invitation", state="sent") == 1
    for each in await load_failing_mails(moment - 24 * HOUR):
        assert of(lately, kind=each.kind, state="refused") == each.refused
        assert of(lately, kind=each.kind, state="bounced") == each.bounced
        assert of(lately, kind=each.kind, state="deferred") == each.deferred
    assert of(lately, kind="invitation", state="bounced") == 1
    assert of(lately, kind="receipt", state="deferred") == 1
    assert {
        tuple(sorted(dict(labels).items())): count
        for labels, count in metrics["inforex_mail_failures_last_day"].items()
    } == {
        (("about_us", "false"), ("domain", "company"), ("state", "bounced")): 1,
        (("about_us", "true"), ("domain", "company"), ("state", "refused")): 1,
        (("about_us", "false"), ("domain", "free"), ("state", "refused")): 1,
    }


async def test_what_happened_in_the_last_day_is_counted(
    site: Site, clock: Clock, applications: Applications
) -> None:
    await id_manager(applications)
    await applications.invited("e@five.example", clock() - 25 * HOUR)
    metrics = await told(site)
    assert metrics["inforex_requested_last_day"] == {frozenset(): 1}
    assert metrics["inforex_issued_last_day"] == {frozenset(): 1}
    assert metrics["inforex_logins_last_day"] == {frozenset(): 0}


async def test_failed_deliveries_and_workflows_restarts_and_schedules_are_told(
    site: Site, clock: Clock, applications: Applications
) -> None:
    moment = clock()
    for _ in range(2):
        await tallies.add(tallies.Event.DELIVERY_FAILED, {"UNAVAILABLE": 2, "KeyError": 1})
    run = FailedRun("one", "purge", "Purge", "FAILED", moment)
    assert await note_failed([run]) == [run]
    assert await note_failed([run]) == []
    await temporal_recovery.record_restart(await applications.invited(), "TERMINATED", now())
    await note_schedule(ScheduleRun("helpdesk-digest", None, paused=True), moment)
    await note_schedule(ScheduleRun("purge", moment - HOUR, paused=False), moment)
    await note_schedule(ScheduleRun("purge", moment - 9 * HOUR, paused=True), moment - HOUR)
    metrics = await told(site)
    assert of(metrics["inforex_deliveries_failed_total"], code="UNAVAILABLE") == 4
    assert of(metrics["inforex_deliveries_failed_total"], code="KeyError") == 2
    assert of(metrics["inforex_workflows_failed_total"], status="FAILED") == 1
    assert of(metrics["inforex_workflows_failed_total"], status="TIMED_OUT") == 0
    assert metrics["inforex_workflow_restarts_total"] == {frozenset(): 1}
    last = metrics["inforex_schedule_last_run_timestamp_seconds"]
    assert of(last, schedule="purge") == (moment - HOUR).timestamp()
    assert of(last, schedule="helpdesk-digest") == moment.timestamp()
    assert of(metrics["inforex_schedule_paused"], schedule="purge") == 0
    assert of(metrics["inforex_schedule_paused"], schedule="helpdesk-digest") == 1


async def test_workflows_that_do_not_go_by_the_facts_are_counted_by_kind(
    site: Site, clock: Clock
) -> None:
    behind = Difference("1", "1", DifferenceKind.BEHIND, "invited", "submitted")
    lost = [replace(behind, workflow=each, kind=DifferenceKind.LOST) for each in ("2", "3")]
    await note_left([behind, *lost], clock())
    await note_left(lost, clock())
    told_of = (await told(site))["inforex_differences"]
    assert {kind: of(told_of, kind=kind) for kind in DifferenceKind} == {
        kind: 2 if kind is DifferenceKind.LOST else 0 for kind in DifferenceKind
    }


async def test_laws_that_the_auditor_found_broken_are_counted_until_the_next_look(
    site: Site, clock: Clock
) -> None:
    found = [("waits_end", str(nth), "overdue") for nth in range(2)]
    await note_breaches([*found, ("mails_go", "key", "never tried")], clock())
    told_of = (await told(site))["inforex_laws_broken"]
    assert (of(told_of, law="waits_end"), of(told_of, law="mails_go")) == (2, 1)
    await note_breaches([], clock())
    site.clock.now += timedelta(minutes=1)
    assert not (await told(site)).get("inforex_laws_broken")


async def test_what_is_told_of_the_product_is_not_told_of_a_process_nor_the_reverse(
    site: Site, applications: Applications
) -> None:
    await applications.under_review()
    await site.get("/search")
    product, process = await told(site), await told(site, "/metrics")
    assert not {*product} & {*process}
    assert all(name.startswith("inforex_") for name in product)


async def test_whoever_asks_often_has_the_database_asked_once_in_ten_seconds(
    site: Site, clock: Clock, applications: Applications
) -> None:
    before = await told(site)
    await applications.invited()
    assert await told(site) == before
    clock.now += timedelta(seconds=10)
    assert await told(site) != before


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), asyncpg.InterfaceError("the pool is closed")]
)
async def test_without_the_database_processes_tell_of_themselves_and_nothing_of_the_product(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def fail(_: object) -> None:
        raise error

    monkeypatch.setattr("web.figures.load_figures", fail)
    answer = await site.metrics.get("/metrics/product")
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})
    await site.get("/search")
    assert "inforex_requests_total" in await told(site, "/metrics")


async def test_figures_that_cannot_be_told_leave_a_line_with_the_place_and_nobodys_words(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fail(_: object) -> None:
        raise ValueError(PERSONAL)

    monkeypatch.setattr("web.figures.load_figures", fail)
    assert (await site.metrics.get("/metrics/product")).status_code == 500
    log = capsys.readouterr().out
    (line,) = [json.loads(each) for each in log.splitlines() if '"failure"' in each]
    assert (line["tried"], line["trouble"]) == ("/metrics/product", "ValueError")
    assert "test_metrics.py" in line["where"]
    assert PERSONAL not in log


async def test_requests_are_counted_by_route_and_status_and_timed_by_route(site: Site) -> None:
    await site.get("/apply/some-secret-token")
    text = (await site.metrics.get("/metrics")).text
    assert 'path="/apply/{token}",status_code="404"' in text
    assert "some-secret-token" not in text


async def test_a_route_has_no_more_series_than_are_used(site: Site) -> None:
    """Six buckets, their count and sum, for all statuses together; one more for each status."""
    for _ in range(2):
        await site.get("/search")
    metrics = await told(site, "/metrics")
    of_it = [
        name
        for name, series in metrics.items()
        for labels in series
        if ("path", "/search") in labels and dict(labels).get("status_code", "200") == "200"
    ]
    assert sorted(of_it) == sorted(
        ["inforex_requests_total"]
        + ["inforex_request_duration_seconds_bucket"] * 6
        + ["inforex_request_duration_seconds_count", "inforex_request_duration_seconds_sum"]
    )
    assert not [name for name in metrics if name.endswith("_created")]


async def test_alerts_and_pictures_use_all_that_is_measured_and_ask_for_nothing_else(
    site: Site,
) -> None:
    """Of a histogram they need its buckets, which come with a count and a sum."""
    measured = set[str]()
    for path in ("/metrics", "/metrics/product"):
        text = (await site.metrics.get(path)).text
        for family in text_string_to_metric_families(text):
            ending = {"counter": "_total", "histogram": "_bucket"}.get(family.type, "")
            measured.add(f"{family.name}{ending}")
    ours = {name for name in measured if name.startswith("inforex_")}
    assert ours == {name for name in series_asked_for() if name.startswith("inforex_")}
