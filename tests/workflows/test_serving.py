"""A worker in the process of a test is left behind when it does not end."""

import asyncio
from typing import cast

import pytest
from structlog.testing import capture_logs
from temporalio.worker import Worker

from rig.workflows.serving import serving


class Endless:
    """As Temporal's worker is when it does not come to its end."""

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def shutdown(self) -> None:
        await asyncio.Event().wait()


class Failing(Endless):
    async def run(self) -> None:
        raise ConnectionError("no such queue")


async def test_one_that_does_not_end_is_left_behind_and_told_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rig.workflows.serving.TO_STOP", 0.1)
    with capture_logs() as log:
        async with asyncio.timeout(20), serving(cast("Worker", Endless())):
            pass
    assert [line["event"] for line in log] == ["worker.left_before_all_had_ended"]


async def test_what_one_failed_by_is_raised() -> None:
    with pytest.raises(ConnectionError, match="no such queue"):
        async with serving(cast("Worker", Failing())):
            await asyncio.sleep(0)
