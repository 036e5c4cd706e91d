"""What failed is tried again at once when somebody says so, in the console or at a shell."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import PendingActivityState

from activities.failing import TRIES
from db import troubles
from db.console.stopped import try_again
from db.tables.operation import Outbox
from domain.enrolment.stages import Stage
from domain.needs import TroubleKind
from relay.stuck_tasks import StuckTasks
from rig.applications import WHY, now
from rig.waiting import until
from rig.workflows.life import Life
from tests.deployment.guide import commands, type_in
from tests.workflows.failing import SECOND, approved, attention, reasons, told, untold
from workflows.display import Display

pytestmark = pytest.mark.usefixtures("at_once")

RETRY_STEPS, RETRY_WORKFLOWS = commands("What does not go on")


@dataclass(frozen=True)
class Hand:
    """Who has something tried again: an administrator in the console, or at a shell."""

    life: Life
    types: bool
    directory: Path

    async def tells_to_go_on(self, number: str, command: str) -> None:
        if not self.types:
            await try_again(number, WHY, now())
            await self.life.hear()
            return
        address = self.life.skipper.client.service_client.config.target_host
        typed = await type_in(command, self.directory, {"TEMPORAL_ADDRESS": address})
        assert typed.code == 0, typed.out


@pytest.fixture(params=[False, True], ids=["console", "command"])
def hand(request: pytest.FixtureRequest, life: Life, tmp_path: Path) -> Hand:
    return Hand(life, request.param, tmp_path)


async def test_a_step_that_failed_is_tried_at_once_when_somebody_says_so(
    life: Life, monkeypatch: pytest.MonkeyPatch, hand: Hand
) -> None:
    monkeypatch.setattr("activities.discretion._delay_of", an_hour_after_some_attempts)
    number = await approved(life)
    with patch("db.enrolment.issue.issue_ids", side_effect=LookupError):
        await life.hear()
        await told(number, "issue_ids: LookupError")
        await until(partial(waits_for_an_hour, life, number), "the step to wait")
        await attention(life, number, needed=True)
    await hand.tells_to_go_on(number, RETRY_STEPS)
    assert await life.ends(number) is Stage.ENROLLED
    await StuckTasks(life.skipper.client).one_look()
    await untold()


def an_hour_after_some_attempts(_: timedelta) -> timedelta:
    few = activity.info().attempt <= TRIES
    return SECOND / 10 if few else timedelta(hours=1)


async def waits_for_an_hour(life: Life, number: str) -> bool:
    description = await life.workflow(number).describe()
    return any(
        each.attempt > TRIES + 1
        and each.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
        for each in description.raw_description.pending_activities
    )


async def _is_listed_as_failing(life: Life, number: str) -> bool:
    which = f"WorkflowId = '{number}' AND TemporalReportedProblems IS NOT NULL"
    return (await life.skipper.client.count_workflows(which)).count > 0


async def _goes_on_in_another(life: Life, number: str, run: str | None) -> bool:
    return (await life.workflow(number).describe()).run_id != run


async def test_a_workflow_whose_code_failed_is_tried_at_once_when_somebody_says_so(
    life: Life, hand: Hand
) -> None:
    stuck = StuckTasks(life.skipper.client)

    async def seen() -> bool:
        await stuck.one_look()
        task = (await life.workflow(number).describe()).raw_description.pending_workflow_task
        # Two attempts follow each other at once; after the third it waits for ten seconds.
        return bool(await reasons()) and task.attempt >= 3 and fails.call_count >= 3

    number = await life.applications.invited()
    await life.hear()
    await life.mails_sent("invitation/1")
    first_run = (await life.workflow(number).describe()).run_id
    with patch.object(Display, "show", side_effect=RuntimeError) as fails:
        await life.applications.submit(number)
        await life.hear()
        await until(seen, f"the workflow of {number} to be noted")
        await until(partial(_is_listed_as_failing, life, number), "Temporal's list to show it")
        # Failing to the end, lest it goes on by the next attempt that Temporal makes by itself.
        await hand.tells_to_go_on(number, RETRY_WORKFLOWS)
        await until(
            partial(_goes_on_in_another, life, number, first_run), f"another run of {number}"
        )
    for mail in ("receipt/1", "approval_request/1"):
        await life.has_sent(mail)
    assert len(life.postman.sent) == 3

    async def told_no_more() -> bool:
        await stuck.one_look()
        return not await reasons()

    await until(told_no_more, "a look to find it going on")


@pytest.mark.parametrize("process", ["purge-2026-11-29T18:30:00Z", "261128-000001-1-aftermath"])
async def test_to_try_again_what_is_gone_does_nothing_and_makes_no_other_trouble(
    life: Life, process: str
) -> None:
    await troubles.note(process, TroubleKind.STEP_FAILING, "x", now())
    await try_again(process, WHY, now())
    await life.hear()
    assert await troubles.troubles() == []
    assert not await Outbox.exists().where(Outbox.delivered_at.is_null())
