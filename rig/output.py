"""What an instrument says while it runs, and how it ends."""

import sys
from collections.abc import Iterable
from typing import NoReturn


def say(line: str) -> None:
    """Print it at once: whoever waits sees how far the instrument is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def end_with(wrong: Iterable[str]) -> NoReturn:
    """End with status 1 and all that was wrong, each once; with status 0 if nothing was."""
    said = list(dict.fromkeys(wrong))
    for line in said:
        say(line)
    sys.exit(1 if said else 0)
