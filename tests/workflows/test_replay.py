"""Histories of earlier releases still replay with today's workflow."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from workflows.enrolment import Enrolment

HISTORIES = sorted((Path(__file__).parent.parent / "histories").glob("*.json"))


def test_there_are_histories_to_replay() -> None:
    assert len(HISTORIES) >= 5


@pytest.mark.parametrize(
    "history", [pytest.param(path.read_text(), id=path.stem) for path in HISTORIES]
)
async def test_a_recorded_history_replays(history: str) -> None:
    recorded = WorkflowHistory.from_json("260000-000000-0", history)
    await Replayer(workflows=[Enrolment]).replay_workflow(recorded)
