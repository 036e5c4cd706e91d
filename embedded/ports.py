"""Loopback ports: whether one can be had, and whether somebody answers on one."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import ExitStack, closing

from embedded.child import StackError

LOOPBACK = "127.0.0.1"
# Temporal's ports come free up to 5 s after it ended.
PATIENCE = 6.0


async def require_free(ports: Mapping[str, int]) -> None:
    """Wait a little for all ports, given by the variable that sets each, to be free at once.

    Raises `StackError` that names the variable of the first that stays taken.
    """
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while (problem := _problem(ports)) is not None:
        if asyncio.get_running_loop().time() > deadline:
            raise StackError(problem)
        await asyncio.sleep(0.1)


def _problem(ports: Mapping[str, int]) -> str | None:
    with ExitStack() as sockets:
        for variable, port in ports.items():
            listener = sockets.enter_context(socket.socket())
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((LOOPBACK, port))
                listener.listen()
            except OSError as error:
                return (
                    f"{variable} is {port}, but that port cannot be used ({error.strerror}). "
                    f"Stop what uses it, or give another: `make run {variable}={port + 10000}`."
                )
    return None


async def is_open(port: int) -> bool:
    """Whether a server accepts connections on the port."""
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    writer.close()
    return True


async def answers_ok(port: int, path: str) -> bool:
    """Whether an HTTP GET of the path is answered with status 200."""
    return (await answer(port, path))[0] == 200


async def answer(port: int, path: str) -> tuple[int, bytes]:
    """The status and body that an HTTP GET of the path is answered with; 0 when it is not."""
    try:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        with closing(writer):
            writer.write(f"GET {path} HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n".encode())
            head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    except OSError:
        return 0, b""
    status = head.split(maxsplit=2)[1:2]
    return (int(status[0]) if status and status[0].isdigit() else 0), body
