"""What takes a core for a while does not take it from the pages."""

import os
import sys
import threading

from web.login.hashing import LOWER, hashing


async def test_passwords_are_hashed_at_a_lower_priority_than_pages_are_made() -> None:
    lower = LOWER if sys.platform == "linux" else 0  # only there threads have one of their own
    assert await hashing(_priority) == min(19, _priority() + lower)


def _priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
