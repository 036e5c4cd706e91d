"""Passwords are hashed beside the pages: on every core that nothing else wants."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

LOWER = 10
"""How much lower the threads' priority is (nice): a page in between gets nine tenths of a core."""


def _give_way() -> None:
    """Lower the priority of this thread alone, which Linux can."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + LOWER)


_THREADS = ThreadPoolExecutor(os.cpu_count(), "hashing", _give_way)


async def hashing(work: Callable[P, T], *values: P.args, **named: P.kwargs) -> T:
    """Do what takes a core for a while, such as Argon2, in one of as many threads as cores."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, partial(work, *values, **named))
