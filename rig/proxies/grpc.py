"""A way to Temporal that knows which call passes, and breaks at one: HTTP/2 in small (RFC 9113)."""

import asyncio
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Collection, Container, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from rig.proxies.link import Cut, Link, Passage, Way

PREFACE = len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
HEAD = 9
"""Bytes before the payload of a frame: its length, kind, flags and stream."""

DATA, HEADERS = 0, 1

POLLS = ("PollWorkflowTaskQueue", "PollActivityTaskQueue")
"""They wait for a task; an answer without one means that they ask once more."""

MESSAGE = HEAD + 5
"""Where an answer's message begins: after one byte, whether it is compressed, and its length."""

GZIP = zlib.MAX_WBITS | 16

TASK_TOKEN = b"\x0a"
"""The first field of a message with a task: number 1, of bytes."""

SERVICE = "/temporal.api.workflowservice.v1.WorkflowService/"

_BY_LENGTH = {
    5: "012aceiost",
    6: " %-./3456789=A_bdfghlmnpru",
    7: ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz",
}
"""The characters that paths are made of, by how many bits they take (RFC 7541, appendix B)."""


class Break(StrEnum):
    """When the connection is reset, with all else that passes on it."""

    BEFORE = "before"
    """The call does not arrive."""

    AFTER = "after"
    """It is done, and its answer does not come back."""


@dataclass(frozen=True)
class Breaking:
    """The calls of each of these methods that break, or the answers, by their numbers from 0."""

    when: Break
    numbers: Container[int]
    methods: Collection[str]


@dataclass
class _Conversation:
    link: "GrpcLink"
    passage: Passage
    unanswered: dict[int, str] = field(default_factory=dict)
    """The method that was called on each stream."""

    async def there(self) -> None:
        preface = await self.passage.reader(Way.THERE).readexactly(PREFACE)
        await self.link.pass_on(self.passage, Way.THERE, preface)
        async for kind, stream, frame in self._frames(Way.THERE):
            method = self.link.method_of(frame) if kind == HEADERS else None
            if method is not None:
                self.link.meet(method, Break.BEFORE)
                self.unanswered[stream] = method
            await self.link.pass_on(self.passage, Way.THERE, frame)

    async def back(self) -> None:
        async for kind, stream, frame in self._frames(Way.BACK):
            method = self.unanswered.get(stream)
            if method is not None and _begins_answer(method, kind, frame):
                del self.unanswered[stream]
                self.link.meet(method, Break.AFTER)
            await self.link.pass_on(self.passage, Way.BACK, frame)

    async def _frames(self, way: Way) -> AsyncIterator[tuple[int, int, bytes]]:
        """The kind and the stream of each, with all its bytes."""
        reader = self.passage.reader(way)
        while True:
            head = await reader.readexactly(HEAD)
            payload = await reader.readexactly(int.from_bytes(head[:3]))
            yield head[3], int.from_bytes(head[5:]) & 0x7FFFFFFF, head + payload


@dataclass
class GrpcLink(Link):
    """`counted`: how many calls of `methods` there were, and answers; `broke`: how many of them.

    Of polls only the answers count that bring a task.
    """

    methods: Collection[str] = ()
    breaking: Breaking | None = field(default=None, init=False)
    broke: Counter[str] = field(default_factory=Counter, init=False)
    counted: Counter[tuple[str, Break]] = field(default_factory=Counter, init=False)
    _paths: dict[bytes, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._paths = {_encoded(SERVICE + method): method for method in self.methods}

    def count_anew(self, breaking: Breaking | None = None) -> None:
        """From now on the next is the first."""
        self.breaking = breaking
        self.counted.clear()
        self.broke.clear()

    def method_of(self, headers: bytes) -> str | None:
        """Which of `methods` is called."""
        return next((name for path, name in self._paths.items() if path in headers), None)

    def meet(self, method: str, when: Break) -> None:
        """Count a call or an answer; raises `Cut` where the connection breaks."""
        number, breaking = self.counted[method, when], self.breaking
        self.counted[method, when] += 1
        if breaking is None or breaking.when is not when or method not in breaking.methods:
            return
        if number in breaking.numbers:
            self.broke[method] += 1
            raise Cut

    async def carry(self, passage: Passage) -> None:
        conversation = _Conversation(self, passage)
        ways = [asyncio.create_task(way) for way in (conversation.there(), conversation.back())]
        try:
            await asyncio.gather(*ways)
        finally:
            for way in ways:
                way.cancel()


def _begins_answer(method: str, kind: int, frame: bytes) -> bool:
    """Whether an answer begins by this frame; of a poll, one with a task."""
    if method in POLLS:
        return kind == DATA and _message(frame).startswith(TASK_TOKEN)
    return kind == HEADERS


def _message(frame: bytes) -> bytes:
    """As much of a message as stands in its first frame."""
    is_compressed, message = frame[HEAD : HEAD + 1] == b"\x01", frame[MESSAGE:]
    return zlib.decompressobj(GZIP).decompress(message) if is_compressed else message


def _encoded(path: str) -> bytes:
    """The path as a literal whose length is told before it (RFC 7541, 5.2), as Rust's h2 writes it.

    It keeps no path in its table, so that each stands in its frame.
    """
    bits = "".join(_CODES[each] for each in path)
    bits += "1" * (-len(bits) % 8)
    length = len(bits) // 8
    assert length < 0x7F
    return bytes([0x80 | length]) + int(bits, 2).to_bytes(length)


def _codes() -> Iterator[tuple[str, str]]:
    """Codes follow each other, and a zero is added where they grow longer."""
    code, before = 0, min(_BY_LENGTH)
    for length, characters in _BY_LENGTH.items():
        code <<= length - before
        before = length
        for each in characters:
            yield each, f"{code:0{length}b}"
            code += 1


_CODES = dict(_codes())
