"""A step that fails again and again is told to its workflow and to operators, until it succeeds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from temporalio import activity
from temporalio.service import RPCError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from activities.failing import TRIES, description_of, failing_steps, see_to
from activities.orders import STEP_FAILING, StepFailing
from clock import utc_now
from db.engine import DATABASE_AWAY
from logs import trouble_of

PATIENCE = timedelta(seconds=15)
"""How long a step may fail before anybody is told: a database that restarts is no trouble."""

TO_TELL = 5.0
"""Seconds; with the database away, the row is written at a later attempt."""

EACH_ATTEMPT_UNTIL = 8

log = structlog.get_logger()


class WatchedSteps(Interceptor):
    """Tells at each attempt of a step that the ones before it failed, and when one succeeds.

    So a step is seen that fails, that takes too long, that no worker knows, or that ends its
    worker each time.
    """

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 -- Temporal's name
        return _Watched(next)


class _Watched(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 -- Temporal's name
        info = activity.info()
        late = info.started_time - info.scheduled_time >= PATIENCE
        if info.is_local or info.attempt < TRIES or not late:
            return await super().execute_activity(input)
        telling = asyncio.create_task(_tell(info))
        try:
            outcome = await super().execute_activity(input)
        finally:
            await telling
        await _tell_of_success(info)
        return outcome


async def _tell(info: activity.Info) -> None:
    """Tell the workflow, which shows it, and operators, who have a list of what fails."""
    client, process = activity.client(), info.workflow_id or ""
    async with _trying(info):
        if _is_to_be_signalled(info.attempt):
            failing = failing_steps(await description_of(client, process))
            error = next((each.error for each in failing if each.name == info.activity_type), "")
            await client.get_workflow_handle(process).signal(
                STEP_FAILING, StepFailing(info.activity_type, error, info.scheduled_time)
            )
    async with _trying(info):
        await see_to(client, process, utc_now())


async def _tell_of_success(info: activity.Info) -> None:
    async with _trying(info):
        await see_to(activity.client(), info.workflow_id or "", utc_now(), done=info.activity_id)


def _is_to_be_signalled(attempt: int) -> bool:
    """More and more seldom, so that a step which fails for months does not fill the history."""
    return attempt <= EACH_ATTEMPT_UNTIL or attempt.bit_count() == 1


@asynccontextmanager
async def _trying(info: activity.Info) -> AsyncIterator[None]:
    """Tell within seconds or not at all: the step itself matters more, and the next one tells."""
    try:
        async with asyncio.timeout(TO_TELL):
            yield
    except (*DATABASE_AWAY, asyncpg.PostgresError, RPCError) as trouble:
        tried = "to tell that a step fails"
        log.warning(
            "step.failing_untold", step=info.activity_type, tried=tried, **trouble_of(trouble)
        )
