"""The two streams of a connection over loopback, and how it ends as a crash ends it."""

import asyncio
import socket
import struct
from contextlib import suppress

HOST = "127.0.0.1"
LARGEST_READ = 65_536
"""Bytes."""

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection as a crash does: with a reset, without what was still to be sent."""
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.family != socket.AF_UNIX:
        with suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
