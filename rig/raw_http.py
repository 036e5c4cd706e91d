"""A server of an application, as the web process runs it, and bare sockets to it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from litestar.types import ASGIApp

from embedded.ports import LOOPBACK
from web.__main__ import listen, server_of


@asynccontextmanager
async def serving(app: ASGIApp, *sockets: socket.socket) -> AsyncIterator[int]:
    """Serve an application while the block lasts, on a port of its own where none is given."""
    sockets = sockets or (listen("WEB", LOOPBACK, 0),)
    server = server_of(app)
    life = asyncio.create_task(server.serve(sockets=list(sockets)))
    yield int(sockets[0].getsockname()[1])
    server.should_exit = True
    await life


async def answer_to(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Send the pieces with a pause after each, and give what comes until the server hangs up.

    The server may do so before all is sent.
    """
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    with closing(writer):
        answer = asyncio.create_task(reader.read())
        for piece in pieces:
            if answer.done():
                break
            writer.write(piece)
            await asyncio.wait({answer}, timeout=pause)
        try:
            return await answer
        except ConnectionResetError:
            return b""
