"""A log is of use to nobody who is stopped by it, or who cannot read it."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from logs import log_as_json, trouble_of

PROGRAM = """
import structlog, sys
from logs import log_as_json

log_as_json()
for number in range(1000):
    structlog.get_logger().warning("waits", number=number, trouble="x" * 100)
sys.stderr.write("went on")
"""


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_program_goes_on_where_its_log_has_no_room(unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-c", PROGRAM],
            cwd=Path(__file__).parents[1],
            env={"PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.stderr.startswith("went on")


PERSONAL = "sato@himitsu.example"


def test_what_libraries_say_is_a_line_of_json_with_the_error_s_name_and_nobody_s_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_as_json()
    log_as_json()
    failed = ValueError(PERSONAL)
    logging.getLogger("asyncio").error("Task failed\nfuture: %s", PERSONAL, exc_info=failed)
    step = {"workflow_id": "261128-000001-1", "activity_type": "screen", "attempt": 3}
    logging.getLogger("temporalio.activity").warning(
        f"Completing activity as failed ({step})",  # noqa: G004 -- as Temporal has it
        extra={"temporal_activity": step},
    )
    logging.getLogger("uvicorn.error").info("Started")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for line in lines:
        del line["at"]
    assert lines == [
        {
            "event": "library",
            "library": "asyncio",
            "says": "Task failed",
            "trouble": "ValueError",
            "level": "error",
        },
        {
            "event": "library",
            "library": "temporalio.activity",
            "says": "Completing activity as failed",
            "process": "261128-000001-1",
            "tried": "screen",
            "level": "warning",
        },
    ]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            RPCError("no such namespace", RPCStatusCode.NOT_FOUND, b""),
            {"trouble": "RPCError", "code": "NOT_FOUND", "message": "no such namespace"},
        ),
        (
            ApplicationError("KeyError (db/x.py:3)", type="KeyError"),
            {"trouble": "ApplicationError", "code": "KeyError", "message": "KeyError (db/x.py:3)"},
        ),
        (
            asyncpg.UniqueViolationError(PERSONAL),
            {"trouble": "UniqueViolationError", "code": "23505"},
        ),
        (KeyError(PERSONAL), {"trouble": "KeyError"}),
    ],
)
def test_a_trouble_has_its_name_its_code_and_its_words_where_they_are_nobody_s(
    error: Exception, said: dict[str, str]
) -> None:
    assert trouble_of(error) == said
