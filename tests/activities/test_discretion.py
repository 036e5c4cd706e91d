import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from temporalio import activity
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, CancelledError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.discretion import DiscreetFailures
from activities.trying_again import try_again
from db.tables.enrolment import TermsVersion
from rig.applications import now
from workflows.mails import UNTIL_THE_MAIL_IS_TAKEN as OF_MAILS


@activity.defn
async def breaks_a_rule() -> None:
    await TermsVersion.raw(
        "INSERT INTO terms_version (version, body, body_english, text_sha256, effective_from)"
        " VALUES (1, 'tanaka@shinki-shokuhin.example', '', '', now())"
    )


@activity.defn
async def meets_what_it_never_should() -> None:
    raise LookupError("no application of tanaka@shinki-shokuhin.example")


@activity.defn
async def gets_no_connection() -> None:
    raise ConnectionRefusedError(111, "Connect call failed", "tanaka")


@activity.defn
async def uses_a_connection_wrongly() -> None:
    raise asyncpg.InternalClientError("got result for tanaka@shinki-shokuhin.example")


@activity.defn
async def cannot_write_a_mail() -> None:
    raise try_again("to be tried again", None, now(), unwritten=True)


@activity.defn
async def is_put_off() -> None:
    raise try_again("to be tried again", None, now())


@activity.defn
async def gives_up() -> None:
    raise ApplicationError("there is no such file", type="FileGone", non_retryable=True)


@activity.defn
async def is_cancelled() -> None:
    raise CancelledError("cancelled")


class Doing(ActivityInboundInterceptor):
    def __init__(self) -> None:
        """It is the last, so there is no next one."""

    async def execute_activity(self, input: ExecuteActivityInput) -> None:  # noqa: A002 -- Temporal's name
        await input.fn(*input.args)


async def failure_of(step: Callable[[], Awaitable[None]], **info: Any) -> ApplicationError:
    """What Temporal hears of a step that fails; `info`: of the activity that it is."""
    with pytest.raises(ApplicationError) as told:
        await done(step, **info)
    return told.value


async def done(step: Callable[[], Awaitable[None]], **info: Any) -> None:
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, **info)
    discreet = DiscreetFailures().intercept_activity(Doing())
    order = ExecuteActivityInput(fn=step, args=[], executor=None, headers={})
    await environment.run(discreet.execute_activity, order)


@pytest.mark.usefixtures("pool")
async def test_s07_a_database_error_is_told_without_its_row(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    failure = await failure_of(breaks_a_rule)
    assert failure.type == "UniqueViolationError"
    assert failure.message.startswith("UniqueViolationError 23505 terms_version_pkey ")
    assert "(tests/activities/test_discretion.py:" in failure.message
    assert failure.__suppress_context__
    assert "tanaka" not in caplog.text


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (meets_what_it_never_should, "LookupError"),
        (gets_no_connection, "ConnectionRefusedError"),
        (uses_a_connection_wrongly, "InternalClientError"),
    ],
)
async def test_s07_any_error_is_told_by_its_name_and_place(
    step: Callable[[], Awaitable[None]], name: str
) -> None:
    failure = await failure_of(step)
    assert failure.type == name
    assert failure.message.startswith(f"{name} (tests/activities/test_discretion.py:")
    assert "tanaka" not in str(failure)
    assert failure.__suppress_context__


@pytest.mark.parametrize(
    ("step", "attempt", "seconds"),
    [
        (gets_no_connection, 1, 2),
        (gets_no_connection, 3, 8),
        (gets_no_connection, 200, 30),
        (meets_what_it_never_should, 200, 300),
        (cannot_write_a_mail, 200, 300),
    ],
)
async def test_what_has_time_by_its_policy_is_tried_again_soon_after_it_is_mended(
    step: Callable[[], Awaitable[None]], attempt: int, seconds: int
) -> None:
    failure = await failure_of(step, attempt=attempt, retry_policy=OF_MAILS)
    assert failure.next_retry_delay == timedelta(seconds=seconds)


async def test_a_shorter_policy_stays() -> None:
    policy = RetryPolicy(maximum_interval=timedelta(seconds=7))
    failure = await failure_of(meets_what_it_never_should, attempt=9, retry_policy=policy)
    assert failure.next_retry_delay == timedelta(seconds=7)


async def test_a_local_activity_and_a_mail_server_that_puts_off_have_their_own_delays() -> None:
    local = await failure_of(gets_no_connection, is_local=True, retry_policy=OF_MAILS)
    assert local.next_retry_delay is None
    put_off = await failure_of(is_put_off, attempt=200, retry_policy=OF_MAILS)
    assert put_off.next_retry_delay is None


async def test_what_an_activity_gives_up_is_tried_again_all_the_same() -> None:
    failure = await failure_of(gives_up)
    assert (failure.type, failure.message) == ("FileGone", "there is no such file")
    assert not failure.non_retryable


async def test_a_cancellation_is_told_as_what_it_is() -> None:
    with pytest.raises(CancelledError):
        await done(is_cancelled)
