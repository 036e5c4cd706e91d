"""A process and all that it has started: killed, or frozen."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil


def family(number: int) -> list[psutil.Process]:
    """The process, then its children and theirs; empty when it is gone."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(number)
        return [process, *process.children(recursive=True)]
    return []


def kill_family(number: int) -> None:
    """Kill all of them; whoever has ended by then is passed over."""
    with suppress(psutil.NoSuchProcess):
        psutil.Process(number).suspend()  # so that it starts no other meanwhile
    for process in family(number):
        with suppress(psutil.NoSuchProcess):
            process.kill()


@contextmanager
def frozen_family(number: int) -> Iterator[None]:
    """Let none of them do anything while the block lasts; they do not notice."""
    processes = family(number)
    for process in processes:  # the parent first: stopped, it starts no other meanwhile
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        yield
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.resume()
