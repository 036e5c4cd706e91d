"""The mails as files, one `.eml` each; what was acknowledged to a sender survives a crash."""

import os
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Store:
    """A directory of mails. An id begins with the time of arrival, so that ids sort by it."""

    directory: Path

    def add(self, content: bytes) -> str:
        """Keep a mail for good (written, synced, then renamed) and give its id.

        Raises `OSError` where it cannot be kept, and leaves nothing of it.
        """
        identifier = f"{time.time_ns():016x}{secrets.token_hex(3)}"
        unfinished = self.directory / f"{identifier}.unfinished"
        try:
            with unfinished.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self._path(identifier))
        finally:
            unfinished.unlink(missing_ok=True)
        self._sync_directory()
        return identifier

    def ids(self) -> list[str]:
        """Every mail's id, newest first."""
        return sorted((path.stem for path in self.directory.glob("*.eml")), reverse=True)

    def read(self, identifier: str) -> bytes | None:
        """The mail as it came, or None where there is none of that id."""
        if not identifier.isalnum():
            return None
        try:
            return self._path(identifier).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, identifier: str) -> None:
        """Forget a mail; nothing happens where there is none of that id."""
        if identifier.isalnum():
            self._path(identifier).unlink(missing_ok=True)

    def _path(self, identifier: str) -> Path:
        return self.directory / f"{identifier}.eml"

    def _sync_directory(self) -> None:
        descriptor = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def arrival(identifier: str) -> datetime:
    """When the mail with this id came, in UTC."""
    return datetime.fromtimestamp(int(identifier[:16], 16) / 1e9, tz=UTC)
