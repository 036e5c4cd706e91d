"""A worker whose machine stands still for seconds, in the middle of a workflow's task."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from domain.enrolment.stages import Stage
from rig.workflows.life import Life
from tracing import temporal

PAUSE = 3.0
"""Seconds; Temporal's worker has patience for two."""


async def test_an_application_goes_on_after_its_task_has_stood_still(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Temporal's worker would take it for blocked after two seconds, and break it off.

    What was broken off can often not be put away, so that its worker would never come to an end.
    """
    stood = stand_still_once(monkeypatch)
    made = await life.applications.awaiting_approval()
    await life.hear()
    await life.has_sent("approval_request/1")
    await life.applications.decline(made)
    await life.hear()
    await life.reaches(made, Stage.RETURNED)
    assert stood
    history = await life.history(made)
    assert not [
        each for each in history.events if each.HasField("workflow_task_failed_event_attributes")
    ]


def stand_still_once(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Do so where the workflow orders its first step; what is given is not empty after that."""
    stood: list[float] = []
    unpatched = temporal._with  # noqa: SLF001 -- in the thread of the workflow

    def slowly(headers: Mapping[str, Any], carrier: Mapping[str, str]) -> Mapping[str, Any]:
        if not stood:
            stood.append(PAUSE)
            time.sleep(PAUSE)  # what the test is about: a thread that does nothing else
        return unpatched(headers, dict(carrier))

    monkeypatch.setattr(temporal, "_with", slowly)
    return stood
