"""Lines of the log about processes that are stuck, as tests look at them."""

from collections.abc import Iterable, Mapping
from typing import Any


def told_stuck(logs: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Process, kind and reason of each; they are for operators to mend."""
    lines = [line for line in logs if line["event"] == "process.stuck"]
    assert {line["log_level"] for line in lines} <= {"error"}
    return [(line["process"], line["kind"], line["reason"]) for line in lines]
