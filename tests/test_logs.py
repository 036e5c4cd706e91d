"""A log is of use to nobody who is stopped by it, or who cannot read it."""

import ast
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
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


PROJECT = Path(__file__).parents[1]
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
            ApplicationError("KeyError (db/outbox.py:3)", type="KeyError"),
            {
                "trouble": "ApplicationError",
                "code": "KeyError",
                "message": "KeyError (db/outbox.py:3)",
            },
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


def lines_logged() -> Iterator[tuple[str, ast.Call]]:
    """Every call that logs a line, with where it stands."""
    for folder in ("activities", "db", "mail", "relay", "tracing", "web", "worker.py", "logs.py"):
        place = PROJECT / folder
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name("log"), attr=level)) if (
                        level in {"debug", "info", "warning", "error", "critical", "exception"}
                    ):
                        yield f"{path.name}:{node.lineno}", node


def test_every_line_has_a_name_of_its_own_and_every_trouble_says_what_was_tried() -> None:
    """And none hands on a traceback with an error's words, or puts values into its name."""
    troubles = 0
    for where, call in lines_logged():
        names = {keyword.arg for keyword in call.keywords}
        if isinstance(call.args[0], ast.Constant):
            assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", str(call.args[0].value)), where
        assert len(call.args) == 1, where
        assert not names & {"exc_info", "stack_info", "error_message"}, where
        assert call.func.attr != "exception", where  # type: ignore[attr-defined]  # as matched
        if any("trouble_of" in ast.unparse(keyword.value) for keyword in call.keywords):
            troubles += 1
            if "error" not in names:  # log_failure's, which has the route
                assert "tried" in names, where
    assert troubles > 10
