"""How a process ends that may have spoken with Temporal."""

import os
import sys
from contextlib import suppress
from typing import NoReturn

from logs import tell_what_was_counted


def leave(code: int) -> NoReturn:
    """End at once with this exit code, once all that was printed is out.

    Python's own tidying up takes the ground from under the threads of Temporal's client, and one
    that calls back at that moment aborts the process (temporalio/sdk-python#300): what had
    succeeded, or was refused in words, would look like a crash.
    """
    tell_what_was_counted()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)
