"""A step that fails is seen by people, and taken on when what made it fail is mended."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ApplicationError

from activities.enrolment import EnrolmentActivities
from activities.failing import failing_steps
from activities.orders import STEP_FAILING
from db import troubles
from db.engine import database
from domain.enrolment.stages import Choice, Stage
from domain.needs import TroubleKind
from relay.stuck_tasks import StuckTasks
from rig.applications import now
from rig.databases import administer
from rig.outages.proxy import DatabaseProxy, Outage
from rig.waiting import until
from rig.workflows.life import Life, open_life
from rig.workflows.serving import serving
from settings import Settings
from tests.mail.receiving import open_inbox
from tests.stuck import told_stuck
from tests.workflows.failing import SECOND, approved, attention, details, reasons, told, untold
from tests.workflows.history_text import readable
from worker import enrolment_worker, mail_worker
from workflows.display import Display
from workflows.enrolment import Enrolment
from workflows.messages import ContactDecided

pytestmark = pytest.mark.usefixtures("at_once")

APPROVAL = ContactDecided(1, Choice.APPROVE)
PERSONAL = "tanaka@shinki-shokuhin.example"


@pytest.fixture
def short_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a step that hangs little time."""
    for name in ("LOCAL_ATTEMPT", "LOCAL_TIMEOUT", "ATTEMPT_TIMEOUT"):
        monkeypatch.setattr(f"workflows.steps.{name}", SECOND)


async def test_a_database_that_is_away_for_seconds_ends_nothing(
    database_url: str, settings: Settings, temporal_address: str
) -> None:
    proxy = DatabaseProxy(database_url)
    await proxy.open()
    async with database(proxy.url), open_life(temporal_address, settings) as life:
        number = await approved(life)
        await proxy.begin(Outage.REFUSED)
        await life.workflow(number).signal(Enrolment.decision_made, APPROVAL)
        await until(partial(is_tried_again, life, number), "the step to wait for the database")
        await proxy.end()
        assert await life.ends(number) is Stage.ENROLLED
    await proxy.close()


async def is_tried_again(life: Life, number: str) -> bool:
    description = await life.workflow(number).describe()
    return any(each.attempt > 1 for each in description.raw_description.pending_activities)


async def test_a_step_that_fails_is_seen_and_goes_on_when_it_is_mended(
    life: Life, owner_url: str
) -> None:
    number = await approved(life)
    await administer(owner_url, "ALTER TABLE company RENAME COLUMN enrolled_at TO mislaid")
    with capture_logs() as logs:
        await life.hear()
        await attention(life, number, needed=True)
        await told(number, "issue_ids: UndefinedColumnError 42703 (db/")
        page = await details(life, number)
    assert told_stuck(logs) == [(number, "step_failing", *await reasons())]
    assert "「企業ID・アカウントIDの発行」が失敗し続けています。" in page
    assert "issue_ids" in page
    assert "UndefinedColumnError 42703" in page
    await administer(owner_url, "ALTER TABLE company RENAME COLUMN mislaid TO enrolled_at")
    assert await life.ends(number) is Stage.ENROLLED
    await attention(life, number, needed=False)
    await untold()
    assert "失敗し続けています" not in await details(life, number)


def test_in_a_workflow_that_is_not_there_nothing_fails() -> None:
    assert failing_steps(None) == []


async def test_steps_that_succeed_tell_nobody(life: Life) -> None:
    number = await approved(life)
    await life.hear()
    assert await life.ends(number) is Stage.ENROLLED
    assert STEP_FAILING not in readable(await life.history(number))


async def test_s07_a_step_that_fails_tells_nothing_personal(life: Life) -> None:
    number = await approved(life)
    with patch("db.enrolment.issue.issue_ids", side_effect=LookupError(PERSONAL)):
        await life.hear()
        await attention(life, number, needed=True)
        await told(number, "issue_ids: LookupError (db/enrolment/steps.py:")
        assert PERSONAL not in await details(life, number)
    assert await life.ends(number) is Stage.ENROLLED
    assert PERSONAL not in readable(await life.history(number))


@pytest.mark.usefixtures("pool")
async def test_a_step_that_no_worker_knows_waits_for_a_release_that_does(
    settings: Settings, temporal_address: str
) -> None:
    known = [step for step in EnrolmentActivities(settings).steps if step.__name__ != "issue_ids"]
    async with AsyncExitStack() as stack:
        with patch.object(EnrolmentActivities, "steps", known):
            life = await stack.enter_async_context(open_life(temporal_address, settings))
        number = await approved(life)
        await life.hear()
        await attention(life, number, needed=True)
        await told(number, "issue_ids: UnknownStep")
        newer = await Client.connect(temporal_address)
        await stack.enter_async_context(serving(enrolment_worker(newer, settings)))
        assert await life.ends(number) is Stage.ENROLLED
        await untold()


@pytest.mark.usefixtures("short_attempts")
async def test_a_step_that_hangs_is_seen(life: Life) -> None:
    number = await approved(life)
    with patch("db.enrolment.issue.issue_ids", hang):
        await life.hear()
        await attention(life, number, needed=True)
        await told(number, "issue_ids: TimeoutError")
    assert await life.ends(number) is Stage.ENROLLED
    await untold()


@pytest.mark.usefixtures("short_attempts")
async def test_a_step_that_an_operator_fails_for_good_is_begun_anew(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.steps.AFTER_THE_LAST_ATTEMPT", SECOND)
    number = await approved(life)
    with patch("db.enrolment.issue.issue_ids", hang):
        await life.hear()
        await until(partial(fails_its_step, life, number), "the step to be failed")
        await attention(life, number, needed=True)
        assert "エラー: `Enough`" in await details(life, number)
    assert await life.ends(number) is Stage.ENROLLED
    await attention(life, number, needed=False)


async def hang(*_: object) -> None:
    await asyncio.Event().wait()


async def fails_its_step(life: Life, number: str) -> bool:
    """Do what `temporal activity fail` does, once the step is under way."""
    description = await life.workflow(number).describe()
    for pending in description.raw_description.pending_activities:
        client, step = life.skipper.client, pending.activity_id
        handle = client.get_async_activity_handle(
            workflow_id=number, run_id=description.run_id, activity_id=step
        )
        await handle.fail(ApplicationError("enough", type="Enough", non_retryable=True))
        return True
    return False


@pytest.mark.usefixtures("pool")
async def test_a_mail_that_cannot_be_written_is_seen_and_goes_out_when_it_can(
    settings: Settings, temporal_address: str, tmp_path: Path
) -> None:
    async with open_inbox(tmp_path) as inbox:
        settings = replace(settings, smtp=inbox.server)
        post = partial(mail_worker, settings=settings)
        async with open_life(temporal_address, settings, post=post) as life:
            with patch("mail.rendering._part", side_effect=KeyError(PERSONAL)):
                number = await life.applications.invited()
                await life.hear()
                await attention(life, number, needed=True)
                await told(number, "send_mails: MailNotWritten")
            await attention(life, number, needed=False)
            assert len(inbox.raw()) == 1
            await untold()


@pytest.mark.parametrize(
    "error", [RuntimeError(PERSONAL), ApplicationError(PERSONAL), TimeoutError(PERSONAL)], ids=type
)
async def test_a_workflow_whose_code_fails_is_seen_and_goes_on_when_it_is_mended(
    life: Life, error: Exception
) -> None:
    stuck = StuckTasks(life.skipper.client)

    async def seen(*expected: str) -> bool:
        await stuck.one_look()
        return await reasons() == list(expected)

    with patch.object(Display, "show", side_effect=error):
        number = await life.applications.awaiting_approval()
        await life.hear()
        cause = "workflow: WorkflowTaskFailedCauseWorkflowWorkerUnhandledFailure"
        await until(partial(seen, cause), f"the workflow of {number} to be noted")
    await life.has_sent("approval_request/1")
    await until(seen, "nothing to be noted")


async def test_with_a_temporal_that_reports_nothing_the_rest_is_seen_to(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = SearchAttributeKey.for_keyword_list("NobodyMadeThis")
    monkeypatch.setattr("relay.stuck_tasks.REPORTED_PROBLEMS", unknown)
    await troubles.note("261128-000001-1", TroubleKind.STEP_FAILING, "x", now())
    await StuckTasks(life.skipper.client).one_look()
    assert await reasons() == []


async def test_of_a_workflow_that_an_operator_ends_nothing_is_noted_any_more(life: Life) -> None:
    number = await approved(life)
    with patch("db.enrolment.issue.issue_ids", side_effect=LookupError):
        await life.hear()
        await told(number, "issue_ids: LookupError")
        await life.workflow(number).terminate("enough")
        await StuckTasks(life.skipper.client).one_look()
        assert await reasons() == []
