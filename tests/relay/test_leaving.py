"""A process of ours ends with the code and the words that it meant to end with."""

import subprocess
import sys

from embedded.programs import PROJECT

ENDS = """
import atexit, sys
from relay.leaving import leave
atexit.register(print, "tidying up")
sys.stdout.write("done")
sys.stderr.write("refused")
leave(2)
"""


def test_nothing_of_python_runs_after_the_last_word() -> None:
    ended = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", ENDS], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "done", "refused")


def test_a_reader_that_is_gone_changes_no_code() -> None:
    with subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", ENDS], cwd=PROJECT, env={}, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
    assert process.returncode == 2
