"""A way over loopback to a server, which can fail in each manner in which networks do."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from rig.proxies.streams import HOST, LARGEST_READ, Streams, reset
from rig.servers import free_ports

TO_END = 5.0
"""Seconds for what is still being said when all ends."""


class Kind(StrEnum):
    """What happens to whoever speaks to the server."""

    REFUSED = "refused"
    """Connections are reset, and new ones refused, as by a server that is down."""

    FROZEN = "frozen"
    """Connections are taken, and nothing moves on any, as in a network that is broken."""

    DELAYED = "delayed"
    """Whatever is sent arrives late."""

    CUT = "cut"
    """Each connection is reset after so many bytes of one way, in the middle of what they say."""

    HALF_CLOSED = "half-closed"
    """One way of each connection ends after so many bytes; the other goes on."""


class Way(StrEnum):
    """Which of the two ways of a connection."""

    THERE = "there"
    BACK = "back"


@dataclass(frozen=True)
class Fault:
    """`after`: how many bytes of the way `way` still arrive. `seconds`: by which they are late."""

    kind: Kind
    way: Way = Way.BACK
    after: int = 0
    seconds: float = 0.0


class Cut(Exception):  # noqa: N818 -- no error of ours
    """The connection is to be reset."""


Connect = Callable[[str], Awaitable[Streams]]
"""Opens a connection to the server for a client at an address of loopback."""


def to_port(*ports: int) -> Connect:
    """Lead to these ports by turns, in the client's own name; one that refuses is left out."""
    turns = itertools.cycle(ports)

    async def connect(client: str) -> Streams:
        for port in (next(turns) for _ in ports[1:]):
            with suppress(OSError):
                return await asyncio.open_connection(HOST, port, local_addr=(client, 0))
        return await asyncio.open_connection(HOST, next(turns), local_addr=(client, 0))

    return connect


def to_socket(path: str) -> Connect:
    """Lead to a socket of a file system."""
    return lambda _: asyncio.open_unix_connection(path)


@dataclass(eq=False)
class Passage:
    """One connection on its way."""

    client: Streams
    server: Streams
    carried: dict[Way, int] = field(default_factory=lambda: dict.fromkeys(Way, 0))
    closed: set[Way] = field(default_factory=set)

    def writer(self, way: Way) -> asyncio.StreamWriter:
        return (self.server if way is Way.THERE else self.client)[1]

    def reader(self, way: Way) -> asyncio.StreamReader:
        return (self.client if way is Way.THERE else self.server)[0]

    def reset(self) -> None:
        """End it at once for both sides."""
        reset(self.client[1])
        reset(self.server[1])

    def end(self, way: Way) -> None:
        """Have one side read that the other has nothing more to say."""
        self.closed.add(way)
        with suppress(OSError):
            self.writer(way).write_eof()


@dataclass
class Link:
    """Passes connections on to a server; its methods are called from the loop that it runs on."""

    connect: Connect
    port: int = field(default_factory=lambda: free_ports(1)[0])
    fault: Fault | None = field(default=None, init=False)
    _listening: asyncio.Server | None = field(default=None, init=False)
    _moving: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _passages: set[Passage] = field(default_factory=set, init=False)
    _serving: set[asyncio.Task[object]] = field(default_factory=set, init=False)

    @property
    def connections(self) -> int:
        """How many there are at present."""
        return len(self._passages)

    async def open(self) -> None:
        """Let everything pass."""
        self._moving.set()
        self._listening = await asyncio.start_server(self._serve, HOST, self.port)

    async def close(self) -> None:
        """End all connections, and take no more."""
        self._refuse()
        self.fault = Fault(Kind.REFUSED)
        self._moving.set()
        if self._serving:
            await asyncio.wait(self._serving, timeout=TO_END)

    def _refuse(self) -> None:
        if self._listening is not None:
            self._listening.close()
        for passage in list(self._passages):
            passage.reset()

    async def begin(self, fault: Fault) -> None:
        """Begin a fault, for the connections that are there and for those that come."""
        self.fault = fault
        for passage in self._passages:
            passage.carried = dict.fromkeys(Way, 0)
        if fault.kind is Kind.REFUSED:
            self._refuse()
        elif fault.kind is Kind.FROZEN:
            self._moving.clear()

    async def end(self) -> None:
        """End the fault; what froze goes on where it was, what was closed stays so."""
        fault, self.fault = self.fault, None
        self._moving.set()
        if fault is not None and fault.kind is Kind.REFUSED:
            await self.open()

    async def carry(self, passage: Passage) -> None:
        """Pass on whatever comes, both ways, until both have ended or the connection breaks."""
        ways = [asyncio.create_task(self._carry(passage, way)) for way in Way]
        try:
            await asyncio.gather(*ways)
        finally:
            for way in ways:
                way.cancel()

    async def pass_on(self, passage: Passage, way: Way, data: bytes) -> None:
        """Let bytes arrive, as far as the present fault lets them; raises `Cut`, or `OSError`."""
        await self._moving.wait()
        fault = self.fault
        if fault is not None and fault.kind is Kind.DELAYED:
            await asyncio.sleep(fault.seconds)
        if fault is None or fault.way is not way or fault.kind not in {Kind.CUT, Kind.HALF_CLOSED}:
            await self._write(passage, way, data)
            return
        room = max(0, fault.after - passage.carried[way])
        passage.carried[way] += len(data)
        await self._write(passage, way, data[:room])
        if len(data) > room:
            if fault.kind is Kind.CUT:
                raise Cut
            passage.end(way)

    async def _carry(self, passage: Passage, way: Way) -> None:
        while data := await passage.reader(way).read(LARGEST_READ):
            await self.pass_on(passage, way, data)
        passage.end(way)

    async def _write(self, passage: Passage, way: Way, data: bytes) -> None:
        if way not in passage.closed:
            passage.writer(way).write(data)
            await passage.writer(way).drain()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        await self._moving.wait()
        try:
            server = await self.connect(writer.get_extra_info("peername")[0])
        except OSError:
            reset(writer)
            return
        passage = Passage((reader, writer), server)
        self._passages.add(passage)
        try:
            with suppress(Cut, OSError, asyncio.IncompleteReadError):
                if self.fault is None or self.fault.kind is not Kind.REFUSED:
                    await self.carry(passage)
                    await _finished(passage)
        finally:
            passage.reset()
            self._passages.discard(passage)


async def _finished(passage: Passage) -> None:
    """Let both sides have what was written to them."""
    for way in Way:
        passage.writer(way).close()
        await passage.writer(way).wait_closed()
