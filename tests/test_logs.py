"""A log is of use to nobody who is stopped by it."""

import subprocess
import sys
from pathlib import Path

import pytest

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
