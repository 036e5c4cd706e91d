"""A door to Temporal: a port that stays while what is behind it changes."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress

from embedded.ports import LOOPBACK
from rig.servers import free_ports
from tests.temporal.grpc_answers import Answer, serve

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Door:
    """Shut at first; `close` cuts off whoever is inside."""

    def __init__(self) -> None:
        (self._port,) = free_ports(1)
        self._server: asyncio.Server | None = None
        self._inside: set[asyncio.Task[None]] = set()
        self.knocks = 0

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self._port}"

    async def lead_to(self, address: str, tls: ssl.SSLContext | None = None) -> None:
        """Have it lead to this server, behind TLS if there is a certificate."""
        host, _, port = address.partition(":")

        async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection(host, int(port))
            try:
                await _first_of(_copy(reader, back), _copy(there, writer))
            finally:
                back.close()

        await self._open(through, tls)

    async def answer(self, answer: Answer) -> None:
        """Have every call answered so."""
        await self._open(lambda reader, writer: serve(answer, reader, writer))

    async def be_silent(self) -> None:
        """Take every connection, and never say a word."""
        await self._open(lambda *_: asyncio.Event().wait())  # type: ignore[arg-type]

    async def close(self) -> None:
        """Shut it; nothing listens on its port any more."""
        if self._server is not None:
            self._server.close()
        for task in self._inside:
            task.cancel()
        await asyncio.gather(*self._inside, return_exceptions=True)
        self._server = None

    async def _open(self, serve_one: Serve, tls: ssl.SSLContext | None = None) -> None:
        await self.close()

        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self.knocks += 1
            self._inside.add(task)
            try:
                with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                    await serve_one(reader, writer)
            finally:
                self._inside.discard(task)
                writer.close()

        self._server = await asyncio.start_server(one, LOOPBACK, self._port, ssl=tls)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def _first_of(*work: Awaitable[None]) -> None:
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
