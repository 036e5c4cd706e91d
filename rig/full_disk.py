"""A disk that is full for some programs alone, as real to them as any, and without a right of root.

Linux asks us about each of their writes (seccomp_unotify(2)). While the disk is full, what lies
beyond the end of a file is refused with ENOSPC, as where no block is free; what is there can be
overwritten. A small file system would need the right to mount it, and a limit of sizes says EFBIG.
"""

import ctypes
import errno
import math
import os
import platform
import select
import struct
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from fcntl import ioctl
from pathlib import Path
from pwd import getpwnam

from embedded.postgres import UNPRIVILEGED_USER

# The numbers of the system calls: seccomp, pwrite64, pwritev, fallocate, write, writev. No system
# has the others.
SECCOMP, PWRITE, PWRITEV, FALLOCATE, WRITE, WRITEV = {
    "x86_64": (317, 18, 296, 285, 1, 20),
    "aarch64": (277, 68, 70, 47, 64, 66),
}.get(platform.machine(), (-1, -1, -1, -1, -1, -1))
OF_DATABASES = (PWRITE, PWRITEV, FALLOCATE)
"""By which PostgreSQL and SQLite write."""

OF_ALL = (*OF_DATABASES, WRITE, WRITEV)
"""By which anybody does; each of them is asked about, so this is slow."""

PR_SET_NO_NEW_PRIVS = 38
SET_MODE_FILTER, NEW_LISTENER = 1, 8
ALLOW, ASK = 0x7FFF0000, 0x7FC00000
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
RULE = struct.Struct("=HBBI")

RECEIVE, SEND = 0xC0502100, 0xC0182101
QUESTION, ANSWER = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI")
GO_ON = 1

_libc = ctypes.CDLL(None, use_errno=True)


class FullDisk:
    """Everything below `directory`, for all programs that a thread starts after it has entered.

    `calls`: by which they write. `of_postgres`: whether they run as the user of PostgreSQL.
    """

    def __init__(
        self,
        directory: Path,
        *,
        calls: Sequence[int] = OF_DATABASES,
        of_postgres: bool = True,
    ) -> None:
        self._directory = directory
        self._calls = calls
        self._of_postgres = of_postgres
        self._is_full = False
        self._obstacle: OSError | None = None

    @contextmanager
    def filled(self) -> Iterator[None]:
        """Leave no room as long as the block lasts; raises `OSError` where that cannot be had."""
        if self._obstacle is not None:
            raise self._obstacle
        self._is_full = True
        try:
            yield
        finally:
            self._is_full = False

    async def enter(self) -> None:
        """Be the disk of this thread, and of every program that it starts from now on."""
        try:
            questions = _ask_about(self._calls)
        except OSError as obstacle:
            self._obstacle = obstacle
        else:
            threading.Thread(target=self._answer_all, args=(questions,), daemon=True).start()

    def _answer_all(self, questions: int) -> None:
        if self._of_postgres:
            _look_as_postgres()
        poll = select.poll()
        poll.register(questions, select.POLLIN)
        with os.fdopen(questions, "rb", buffering=0):
            while not any(event & select.POLLHUP for _, event in poll.poll()):
                with suppress(FileNotFoundError):  # who asked has ended
                    self._answer(questions)

    def _answer(self, questions: int) -> None:
        question = bytearray(QUESTION.size)
        ioctl(questions, RECEIVE, question)
        number, process, _, call, _, _, file, *arguments = QUESTION.unpack(question)
        place = _place(call, arguments)
        refused = self._is_full and self._needs_room(Path(f"/proc/{process}/fd/{file}"), place)
        answer = (0, -errno.ENOSPC, 0) if refused else (0, 0, GO_ON)
        ioctl(questions, SEND, bytearray(ANSWER.pack(number, *answer)))

    def _needs_room(self, file: Path, place: float) -> bool:
        return file.readlink().is_relative_to(self._directory) and place >= file.stat().st_size


def _place(call: int, arguments: Sequence[int]) -> float:
    """From where on it writes; what has no place is taken to write at the end."""
    if call in {WRITE, WRITEV}:
        return math.inf
    return arguments[1] if call == FALLOCATE else arguments[2]


def _ask_about(calls: Sequence[int]) -> int:
    """Have the kernel ask about these system calls of this thread; gives where it asks."""
    rules = [RULE.pack(LOAD, 0, 0, 0)]
    for left, call in zip(range(len(calls), 0, -1), calls, strict=True):
        rules.append(RULE.pack(JUMP_IF_EQUAL, left, 0, call))
    rules += [RULE.pack(RETURN, 0, 0, ALLOW), RULE.pack(RETURN, 0, 0, ASK)]
    code = ctypes.create_string_buffer(b"".join(rules))
    program = struct.pack("@HP", len(rules), ctypes.addressof(code))
    if sys.platform != "linux" or SECCOMP < 0:
        raise OSError(errno.ENOSYS, "a full disk can be had on Linux alone, x86-64 or ARM64")
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    questions = int(_libc.syscall(SECCOMP, SET_MODE_FILTER, NEW_LISTENER, program))
    if questions < 0:
        raise OSError(ctypes.get_errno(), "this kernel lets nobody answer for it (seccomp)")
    return questions


def _look_as_postgres() -> None:
    """Let this thread see the files of the server; a root without all its rights could not."""
    if os.geteuid() == 0:
        owner = getpwnam(UNPRIVILEGED_USER)
        _libc.setfsgid(owner.pw_gid)
        _libc.setfsuid(owner.pw_uid)
