"""A copy of the tree in which one text is another, and commands that are run there."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]

_SECONDS = count(1)
_NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".data", ".*_cache", ".hypothesis", "build")


@dataclass(frozen=True)
class Ended:
    """How a command ended: `code` is None where its time was over; `output` has both streams."""

    code: int | None
    output: str


@dataclass(frozen=True)
class Tree:
    """A copy to be changed and run in; the original stays as it is."""

    root: Path

    @contextmanager
    def changed(self, file: str, before: str, after: str) -> Iterator[None]:
        """Have `after` in the file instead of `before`, which occurs exactly once."""
        with self.holding(file, replaced((self.root / file).read_text(), before, after)):
            yield

    @contextmanager
    def holding(self, file: str, text: str) -> Iterator[None]:
        """Have this text as the file while the block lasts."""
        place = self.root / file
        original = place.with_name(f"{place.name}.original")
        place.rename(original)
        try:
            place.write_text(text)
            # Of another second than all before: what was compiled of one as long would be taken.
            os.utime(place, (second := next(_SECONDS), second))
            yield
        finally:
            original.replace(place)

    def run(self, command: Sequence[str], seconds: float) -> Ended:
        """Run a command in the copy; it and its children are ended when its time is over."""
        with subprocess.Popen(  # noqa: S603 -- commands of this repository
            command,
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as running:
            try:
                output, _ = running.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                end_group(running.pid)
                output, _ = running.communicate()
                return Ended(None, output)
        return Ended(running.returncode, output)


@contextmanager
def copy_of_the_tree() -> Iterator[Tree]:
    """Copy the product, its tests and its rig as they stand, with the same `.venv`."""
    with TemporaryDirectory(prefix="inforex-tree-") as place:
        root = Path(place) / "tree"
        shutil.copytree(ROOT, root, ignore=_NOT_COPIED, symlinks=True)
        (root / ".venv").symlink_to(ROOT / ".venv")
        yield Tree(root)


def replaced(text: str, before: str, after: str) -> str:
    """Raise `ValueError` unless there is exactly one place where `before` stands."""
    if text.count(before) != 1:
        raise ValueError(f"{text.count(before)} times instead of once: {before}")
    return text.replace(before, after)


def end_group(leader: int) -> None:
    """End a process that leads its group, with all that it started in it."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
