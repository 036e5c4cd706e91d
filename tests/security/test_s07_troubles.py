"""What the log says of an error: enough to mend it, and nothing personal (security.md S07)."""

import ast
import errno
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from temporalio.service import RPCError, RPCStatusCode

from db.tables.enrolment import Application
from logs import trouble_of

PROJECT = Path(__file__).parents[2]
PROGRAMS = (
    "activities",
    "auditor",
    "db",
    "deploy",
    "embedded",
    "inforex",
    "mail",
    "relay",
    "tracing",
    "web",
    "workflows",
)


def test_s07_refusal_of_temporal_is_told_with_its_code_and_words() -> None:
    error = RPCError("Request\n unauthorized.", RPCStatusCode.PERMISSION_DENIED, b"")
    assert trouble_of(error) == {
        "trouble": "RPCError",
        "code": "PERMISSION_DENIED",
        "message": "Request unauthorized.",
    }


def test_s07_code_of_a_connection_that_was_refused_is_found_in_its_words() -> None:
    words = 'Failed client connect: Status { code: DeadlineExceeded, message: "late" }'
    assert trouble_of(RuntimeError(words))["code"] == "DEADLINE_EXCEEDED"


def test_s07_error_of_the_system_is_told_by_its_number_without_the_file() -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file or directory", "/mails/佐藤花子.eml")
    assert trouble_of(error) == {
        "trouble": "FileNotFoundError",
        "code": "ENOENT",
        "message": "No such file or directory",
    }


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT '佐藤花子'::int",
        "INSERT INTO application (application_number) VALUES ('佐藤花子')",
    ],
)
async def test_s07_error_of_postgresql_is_told_without_what_it_quotes(statement: str) -> None:
    with pytest.raises(asyncpg.PostgresError) as caught:
        await Application.raw(statement)
    assert "佐藤花子" in str(caught.value)
    told = trouble_of(caught.value)
    assert told == {"trouble": type(caught.value).__name__, "code": caught.value.sqlstate}


@pytest.mark.usefixtures("pool")
async def test_s07_error_of_the_driver_is_told_without_the_value_it_refused() -> None:
    with pytest.raises(asyncpg.DataError) as caught:
        await Application.raw("SELECT {}::int", "佐藤花子")
    assert "佐藤花子" in str(caught.value)
    assert trouble_of(caught.value) == {"trouble": "DataError", "code": "22000"}


def log_lines() -> Iterator[tuple[str, ast.Call]]:
    """Every call of the log in the product, with the place where it stands."""
    files = [
        PROJECT / "worker.py",
        *(file for name in PROGRAMS for file in (PROJECT / name).rglob("*.py")),
    ]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "log"
            ):
                yield f"{file.relative_to(PROJECT)}:{node.lineno}", node


def test_s07_every_log_line_about_trouble_says_what_was_tried_and_the_code() -> None:
    """All by the one function, so that none names the error's class alone, or its own words."""
    told = 0
    for place, call in log_lines():
        names = {keyword.arg for keyword in call.keywords}
        assert not names & {"trouble", "message"}, place
        starred = [ast.unparse(each.value) for each in call.keywords if each.arg is None]
        if any(each.startswith("trouble_of(") for each in starred):
            told += 1
            assert "tried" in names, place
    assert told > 4
