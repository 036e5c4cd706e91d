"""The first line of a fault passes; how often it came again is told once a minute."""

from collections.abc import Callable
from typing import Any

import pytest
import structlog
from structlog.testing import CapturingLogger

from repeated_faults import COUNTED_FOR, MOST_FAULTS, RepeatedFaults


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Log = tuple[Callable[..., None], list[dict[str, Any]]]


@pytest.fixture
def log(clock: Clock) -> Log:
    lines: list[dict[str, Any]] = []

    def say(level: str, event: str, fields: dict[str, Any]) -> None:
        lines.append(repeated(None, level, {"event": event, **fields, "level": level}))  # type: ignore[arg-type]  # a dict

    repeated = RepeatedFaults(say, clock)

    def tell(level: str, event: str, **fields: object) -> None:
        try:
            lines.append({**repeated(None, level, {"event": event, **fields}), "level": level})
        except structlog.DropEvent:
            return

    return tell, lines


def test_first_then_counted_then_told_once_its_minute_is_over(log: Log, clock: Clock) -> None:
    tell, lines = log
    for _ in range(5):
        tell("warning", "round.waits", code="UNAVAILABLE")
    assert [line.get("again") for line in lines] == [None]
    clock.now = COUNTED_FOR
    tell("info", "request")
    assert lines[1] == {
        "event": "round.waits",
        "code": "UNAVAILABLE",
        "again": 4,
        "level": "warning",
    }


def test_a_fault_that_goes_on_is_one_line_a_minute_and_one_that_ended_is_news_again(
    log: Log, clock: Clock
) -> None:
    tell, lines = log
    for second in range(241):
        clock.now = float(second)
        if second < 180:
            tell("error", "round.failed", where="there")
    tell("error", "another")
    failed = [line.get("again") for line in lines if line["event"] == "round.failed"]
    assert failed[0] is None
    assert sum(filter(None, failed)) == 179
    assert len(failed) == 4
    clock.now = 1_000.0
    tell("error", "round.failed", where="there")
    assert "again" not in lines[-1]


def test_each_refusal_is_a_line_and_one_fault_of_many_processes_is_one(log: Log) -> None:
    tell, lines = log
    for number in range(3):
        tell("warning", "mail.refused", mail=f"{number}/invitation/1", code="550 5.1.1")
        tell("warning", "relay.not_delivered", process=number, tried="x", code="UNAVAILABLE")
        tell("warning", "throttled", limit="login-network", request_id=number)
    assert [line["event"] for line in lines].count("mail.refused") == 3
    assert [line["event"] for line in lines].count("relay.not_delivered") == 1
    assert [line["event"] for line in lines].count("throttled") == 1
    tell("warning", "relay.not_delivered", process=4, tried="x", code="PERMISSION_DENIED")
    assert lines[-1]["code"] == "PERMISSION_DENIED"


def test_what_is_as_it_should_be_is_never_held_back(log: Log) -> None:
    tell, lines = log
    for _ in range(3):
        tell("info", "request", status=200)
    assert len(lines) == 3


def test_more_faults_than_are_known_at_once_are_told_each_time(log: Log) -> None:
    tell, lines = log
    for number in [*range(MOST_FAULTS), 0, MOST_FAULTS, MOST_FAULTS]:
        tell("warning", "mail.refused", mail=number)
    assert len(lines) == MOST_FAULTS + 2


def test_at_the_end_of_a_process_what_was_counted_is_told() -> None:
    said: list[tuple[str, str, dict[str, Any]]] = []
    repeated = RepeatedFaults(lambda *line: said.append(line))
    logger = structlog.wrap_logger(CapturingLogger(), processors=[repeated])
    for _ in range(2):
        logger.warning("round.waits", code="UNAVAILABLE")
    repeated.tell()
    repeated.tell()
    assert said == [("warning", "round.waits", {"code": "UNAVAILABLE", "again": 1})]
