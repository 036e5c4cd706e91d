"""The directory that holds everything of a stack: databases, mails, secrets and logs."""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.child import StackError


@dataclass(frozen=True)
class DataDirectory:
    path: Path

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def secret(self, name: str) -> Path:
        """The file of a secret that only its owner can read, made at first use."""
        file = self.path / "secrets" / name
        if not file.exists():
            unfinished = file.with_suffix(".unfinished")
            unfinished.touch(mode=0o600)
            unfinished.write_text(secrets.token_hex(32))
            unfinished.rename(file)
        return file


@contextmanager
def occupy(path: Path) -> Iterator[DataDirectory]:
    """Make the directory and hold it for one stack alone.

    Raises `StackError` when it cannot be written or another stack holds it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        for part in ("logs", "secrets"):
            (path / part).mkdir(exist_ok=True, mode=0o700)
        lock = (path / "lock").open("w")
    except OSError as error:
        raise StackError(
            f"DATA_DIR is {path}, which cannot be written ({error.strerror}). "
            "Give a directory of yours: `make run DATA_DIR=~/inforex-data`."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(
                f"Another stack runs on {path}, or is just stopping. "
                "Stop it first, or give this one another directory by DATA_DIR and other ports."
            ) from error
        yield DataDirectory(path)
