"""Histories of earlier releases still replay with today's workflows."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from relay.replaying import replayer
from tests.workflows.history_text import readable
from workflows.registry import WORKFLOWS

HISTORIES = sorted((Path(__file__).parent.parent / "histories").glob("*.json"))

every_history = pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)


def recorded(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json("260000-000000-0", path.read_text())


def test_there_are_histories_of_every_workflow_to_replay() -> None:
    started = {
        history.events[0].workflow_execution_started_event_attributes.workflow_type.name
        for history in map(recorded, HISTORIES)
    }
    assert started == {workflow.__name__ for workflow in WORKFLOWS}


@every_history
async def test_a_recorded_history_replays(path: Path) -> None:
    await replayer().replay_workflow(recorded(path))


@every_history
def test_s07_a_recorded_history_holds_nothing_personal(path: Path) -> None:
    history = readable(recorded(path))
    for personal in (".example", "田中", "鈴木", "仕入部", "千代田", "登記簿", "統合"):
        assert personal not in history
