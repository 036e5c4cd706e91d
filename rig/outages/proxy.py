"""A way to PostgreSQL that can be out in every manner in which servers and networks are."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit, urlunsplit

from rig.outages.passage import Passage
from rig.proxies.streams import HOST, Streams, reset
from rig.servers import Run, free_ports, loop_aside


class Outage(StrEnum):
    """What happens to whoever speaks to the database."""

    REFUSED = "refused"
    """Connections are reset, and new ones refused, as by a server that is down."""

    HANGING = "hanging"
    """New connections are taken, and nothing moves on any, as in a network that is broken."""

    CUT = "cut"
    """Each connection is reset in the middle of what it does."""

    TORN = "torn"
    """Each connection is reset in the middle of an answer, of which half arrives."""

    @property
    def fails(self) -> bool:
        """Whether who meets it fails; else it takes longer."""
        return self is not Outage.HANGING


@dataclass
class DatabaseProxy:
    """Passes connections on to the PostgreSQL of `upstream`, a URL, unless there is an outage.

    Its methods are called from the loop that it runs on.
    """

    upstream: str
    port: int = field(default_factory=lambda: free_ports(1)[0])
    outage: Outage | None = field(default=None, init=False)
    _listening: asyncio.Server | None = field(default=None, init=False)
    _moving: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _passages: set[Passage] = field(default_factory=set, init=False)
    _served: int = field(default=0, init=False)

    @property
    def url(self) -> str:
        """The same database, by way of the proxy."""
        upstream = urlsplit(self.upstream)
        who = upstream.netloc.rpartition("@")[0]
        return urlunsplit(upstream._replace(netloc=f"{who}@{HOST}:{self.port}", query=""))

    async def open(self) -> None:
        """Let everything pass."""
        self._moving.set()
        self._listening = await asyncio.start_server(self._serve, HOST, self.port)

    async def close(self) -> None:
        """End all connections, and take no more."""
        if self._listening is not None:
            self._listening.close()
        for passage in list(self._passages):
            passage.reset()

    async def begin(self, outage: Outage) -> None:
        """Begin an outage, for the connections that are there and for those that come."""
        self.outage = outage
        if outage is Outage.REFUSED:
            await self.close()
        elif outage is Outage.HANGING:
            self._moving.clear()

    async def end(self) -> None:
        """End the outage; what hung goes on where it was."""
        outage, self.outage = self.outage, None
        self._moving.set()
        if outage is Outage.REFUSED:
            await self.open()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._served += 1
        await self._moving.wait()
        try:
            server = await self._connect()
        except OSError:
            reset(writer)
            return
        if self.outage is Outage.REFUSED:
            reset(writer)
            reset(server[1])
            return
        passage = Passage(
            client=(reader, writer),
            server=server,
            moving=self._moving,
            is_cut=lambda: self.outage in {Outage.CUT, Outage.TORN},
            is_torn=lambda: self.outage is Outage.TORN,
            cut_when_done=self._served % 2 == 0,
        )
        self._passages.add(passage)
        try:
            await passage.run()
        finally:
            self._passages.discard(passage)

    async def _connect(self) -> Streams:
        url = urlsplit(self.upstream)
        sockets = parse_qs(url.query).get("host")
        if sockets:
            return await asyncio.open_unix_connection(f"{sockets[0]}/.s.PGSQL.5432")
        return await asyncio.open_connection(url.hostname, url.port or 5432)


@contextmanager
def open_proxy(upstream: str) -> Iterator[tuple[DatabaseProxy, Run]]:
    """Run a proxy on a loop of its own while the block lasts, and give how to call it."""
    with loop_aside() as run:

        async def opened() -> DatabaseProxy:
            proxy = DatabaseProxy(upstream)
            await proxy.open()
            return proxy

        proxy = run(opened())
        try:
            yield proxy, run
        finally:
            run(proxy.close())
