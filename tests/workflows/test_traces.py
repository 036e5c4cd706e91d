"""One trace leads from a page by the outbox and its workflow to the mail that follows."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from domain.tokens import Purpose
from rig.applications import CONTACT, PASSWORD, now
from rig.site import Clock, Site
from rig.spans import Spans, recorded_spans, trace_of
from rig.waiting import until
from rig.workflows.life import Life, open_life
from settings import Settings
from tests.mail.receiving import Inbox, open_inbox
from tests.web.conftest import app, site
from tests.web.walk import FILLED, fill, give_address, to_mail_address
from tests.workflows.test_replay import HISTORIES, recorded
from tracing.spans import (
    ATTEMPT,
    ERROR,
    ERROR_CODE,
    MAIL_ANSWER,
    MAIL_KIND,
    METHOD,
    NEWS,
    PROCESS,
    REQUEST,
    ROUTE,
    RUN,
    STATUS,
    WORKFLOW,
    span,
    told_by,
)
from worker import INTERCEPTORS, mail_worker
from workflows.enrolment import Enrolment
from workflows.registry import WORKFLOWS

__all__ = ["app", "site"]

MAKER = "sato@himitsu.example"


@dataclass(frozen=True)
class House:
    """Pages, a worker and a mail server in this process, on a real Temporal."""

    site: Site
    life: Life
    inbox: Inbox
    spans: Spans

    async def mailed(self, kind: str) -> list[str]:
        """Wait until a mail of this kind went out; gives the way from the page that led to it."""
        way: list[str] = []

        async def there() -> bool:
            sent = self.spans.named(f"SMTP {kind}")
            way[:] = self.spans.way_to(sent[0]) if sent else []
            return bool(way) and way[0].startswith("POST ")

        await until(there, f"{kind} to be sent because of a page, not {way}")
        return way


@pytest.fixture
def clock() -> Clock:
    return Clock(now())


@pytest.fixture
def spans() -> Iterator[Spans]:
    with recorded_spans() as spans:
        yield spans


@pytest.fixture
async def house(
    site: Site, settings: Settings, temporal_address: str, tmp_path: Path, spans: Spans
) -> AsyncIterator[House]:
    async with open_inbox(tmp_path) as inbox:
        sending = replace(settings, smtp=inbox.server)
        post = lambda client: mail_worker(client, sending)  # noqa: E731 -- that is all
        async with open_life(temporal_address, sending, post=post) as life:
            site.app.state.relay = life.relay
            yield House(site, life, inbox, spans)


async def enrolled(house: House) -> str:
    """A whole enrolment by its pages; gives its number."""
    site, applications = house.site, house.life.applications
    await give_address(site, await to_mail_address(site), MAKER)
    await house.mailed("invitation")
    (asked,) = house.spans.named("deliver start")
    number = str((asked.attributes or {})[PROCESS])
    link = f"/apply/{await applications.token(Purpose.APPLY, number)}"
    form = await site.press(await site.get(link), "加入申請を始める")
    await site.press(await fill(site, form), "申請する")
    await house.mailed("approval_request")
    page = await site.get(f"/approval/{await applications.token(Purpose.APPROVAL, number)}")
    await site.press(await site.get(page.link("承認する")), "承認する")
    await house.life.ends(number)
    return number


async def test_each_page_of_an_enrolment_is_one_trace_with_the_mails_that_follow(
    house: House,
) -> None:
    await enrolled(house)
    assert await house.mailed("invitation") == [
        "POST /mail-address",
        "deliver start",
        "StartWorkflow:Enrolment",
        "RunWorkflow:Enrolment",
        "RunActivity:send_mails",
        "SMTP invitation",
    ]
    for kind, page, news in (
        ("receipt", "POST /apply/{token}/check", "form_submitted"),
        ("approval_request", "POST /apply/{token}/check", "form_submitted"),
        ("welcome", "POST /approval/{token}/approve", "decision_made"),
    ):
        assert await house.mailed(kind) == [
            page,
            f"deliver {news}",
            "SignalWithStartWorkflow:Enrolment",
            f"HandleSignal:{news}",
            "RunActivity:send_mails",
            f"SMTP {kind}",
        ]
    (issued,) = house.spans.named("RunActivity:issue_ids")
    (approved,) = house.spans.named("POST /approval/{token}/approve")
    assert trace_of(issued) == trace_of(approved)
    assert (approved.attributes or {})[REQUEST] == trace_of(approved)[:8].upper()


async def test_s07_spans_of_an_enrolment_tell_nothing_personal(house: House) -> None:
    number = await enrolled(house)
    await house.mailed("welcome")
    assert number in house.spans.text
    local, _, domain = CONTACT.partition("@")
    secrets = {PASSWORD, MAKER, "sato", "himitsu", local, domain, *FILLED.values()}
    secrets |= {word for value in FILLED.values() for word in value.split()}
    told = house.spans.text
    assert [secret for secret in secrets if len(secret) > 3 and secret in told] == []
    assert "/apply/{token}/check" in told
    assert house.spans.attributes <= {
        *(METHOD, ROUTE, STATUS, REQUEST, PROCESS, NEWS, WORKFLOW, RUN, ATTEMPT),
        *(MAIL_KIND, MAIL_ANSWER, ERROR, ERROR_CODE),
    }


def replayer(*workflows: type) -> Replayer:
    return Replayer(workflows=workflows, interceptors=INTERCEPTORS, debug_mode=True)


async def test_history_with_traces_replays_and_tells_nothing_again(
    life: Life, spans: Spans
) -> None:
    """With them and without; and where a header is nothing of ours."""
    with span("page"):
        number = await life.applications.invited()
    await life.hear()
    await life.has_sent("invitation/1")
    history = await life.history(number)
    assert "traceparent" in str(history.events[0])
    told = len(spans.all)
    await replayer(Enrolment).replay_workflow(history)
    damaged = history.to_json().replace(data_of_header(history), "bm90IG91cnM=")
    await replayer(Enrolment).replay_workflow(WorkflowHistory.from_json(number, damaged))
    assert len(spans.all) == told
    told_by(None)
    await replayer(Enrolment).replay_workflow(history)
    await Replayer(workflows=[Enrolment], debug_mode=True).replay_workflow(history)


def data_of_header(history: WorkflowHistory) -> str:
    begun = history.to_json_dict()["events"][0]["workflowExecutionStartedEventAttributes"]
    return str(begun["header"]["fields"]["_tracer-data"]["data"])


async def test_every_history_from_before_there_were_traces_replays_with_them(spans: Spans) -> None:
    for path in HISTORIES:
        await replayer(*WORKFLOWS).replay_workflow(recorded(path))
    assert not spans.all


async def test_what_a_workflow_does_later_is_a_trace_of_its_own_that_refers_to_the_page_s(
    life: Life, spans: Spans
) -> None:
    with span("page"):
        number = await life.applications.invited()
    await life.hear()
    await life.has_sent("invitation/1")
    await life.after(number, timedelta(days=8))
    await life.has_sent_kind("invitation_reminder")

    async def told() -> bool:
        return bool(spans.named("RunActivity:do_what_is_due"))

    await until(told, "the reminder's step to be told of")
    (reminded,) = spans.named("RunActivity:do_what_is_due")
    (page,) = spans.named("page")
    assert reminded.parent is None
    assert trace_of(reminded) != trace_of(page)
    assert [f"{link.context.trace_id:032x}" for link in reminded.links] == [trace_of(page)]


async def test_without_traces_a_history_has_nothing_of_them(life: Life) -> None:
    number = await life.applications.invited()
    await life.hear()
    await life.has_sent("invitation/1")
    events = (await life.history(number)).events
    assert "_tracer-data" not in "".join(map(str, events))
