"""The maildir into which a mail server puts what comes back to the return path."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from mail.bounces.parts import MOST_BYTES


class BounceMaildir:
    """A maildir of the mail server's; we read from `new` and move to `cur`.

    Source: https://cr.yp.to/proto/maildir.html. Several processes may read it at once: each may
    see the same message, and whoever is done with it first moves it.
    """

    def __init__(self, path: Path) -> None:
        self._new = path / "new"
        self._cur = path / "cur"

    def messages(self) -> Iterator[tuple[str, bytes | None]]:
        """Yield name and first million bytes of every new message, the oldest first.

        None for one that cannot be read. Raises `FileNotFoundError` where there is no maildir.
        """
        for _, name in sorted(self._new_ones()):
            try:
                yield name, self._read(name)
            except FileNotFoundError:  # another process has moved it
                continue
            except OSError:
                yield name, None

    def done(self, name: str) -> None:
        """Move a message to the seen ones; does nothing when another process has."""
        self._cur.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            (self._new / name).rename(self._cur / f"{name.partition(':')[0]}:2,S")

    def _read(self, name: str) -> bytes:
        path = self._new / name
        if not S_ISREG(path.stat().st_mode):
            raise OSError(f"{name} is no file")  # a pipe would be waited for
        with path.open("rb") as file:
            return file.read(MOST_BYTES)

    def _new_ones(self) -> Iterator[tuple[int, str]]:
        for file in self._new.iterdir():
            with suppress(FileNotFoundError):
                if not file.name.startswith("."):
                    yield file.lstat().st_mtime_ns, file.name
