import logging

import pytest
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.discretion import DiscreetFailures
from db.tables.enrolment import TermsVersion


@activity.defn
async def breaks_a_rule() -> None:
    await TermsVersion.raw(
        "INSERT INTO terms_version (version, body, body_english, text_sha256, effective_from)"
        " VALUES (1, 'tanaka@shinki-shokuhin.example', '', '', now())"
    )


class Doing(ActivityInboundInterceptor):
    def __init__(self) -> None:
        """It is the last, so there is no next one."""

    async def execute_activity(self, input: ExecuteActivityInput) -> None:  # noqa: A002 -- Temporal's name
        await input.fn(*input.args)


@pytest.mark.usefixtures("pool")
async def test_s07_a_database_error_is_told_without_its_row(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    discreet = DiscreetFailures().intercept_activity(Doing())
    order = ExecuteActivityInput(fn=breaks_a_rule, args=[], executor=None, headers={})
    with pytest.raises(ApplicationError) as told:
        await ActivityEnvironment().run(discreet.execute_activity, order)
    assert str(told.value) == "DatabaseError: UniqueViolationError 23505 terms_version_pkey"
    assert told.value.__suppress_context__
    assert "tanaka" not in caplog.text
