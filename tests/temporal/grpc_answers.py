"""A gRPC server that gives one answer to whatever it is asked: HTTP/2 (RFC 9113) in small.

Headers that come are never decoded, since the answer does not depend on them.
"""

import asyncio
import struct
from collections.abc import Callable

from google.protobuf.message import Message
from temporalio.service import RPCStatusCode

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, PING = 0, 1, 4, 6
END_STREAM, ACK, END_HEADERS = 1, 1, 4

Answer = Callable[[int], bytes]
"""The frames that answer a request on this stream."""


def refusal(code: RPCStatusCode, message: str) -> Answer:
    """Refuse every call."""
    status = {"grpc-status": str(code.value), "grpc-message": message.replace(" ", "%20")}
    return lambda stream: _headers(stream, {":status": "200", **_GRPC, **status}, end=True)


def reply(message: Message) -> Answer:
    """Answer every call by this message."""
    body = message.SerializeToString()
    data = b"\0" + struct.pack(">I", len(body)) + body
    return lambda stream: b"".join(
        [
            _headers(stream, {":status": "200", **_GRPC}, end=False),
            _frame(DATA, 0, stream, data),
            _headers(stream, {"grpc-status": "0"}, end=True),
        ]
    )


async def serve(answer: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve one connection until the client ends it."""
    await reader.readexactly(len(PREFACE))
    writer.write(_frame(SETTINGS, 0, 0, b""))
    while True:
        head = await reader.readexactly(9)
        kind, flags = head[3], head[4]
        stream = int.from_bytes(head[5:]) & 0x7FFFFFFF
        payload = await reader.readexactly(int.from_bytes(head[:3]))
        if kind in {SETTINGS, PING} and not flags & ACK:
            writer.write(_frame(kind, ACK, 0, payload if kind == PING else b""))
        elif kind in {HEADERS, DATA} and flags & END_STREAM:
            writer.write(answer(stream))


_GRPC = {"content-type": "application/grpc"}


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3) + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def _headers(stream: int, fields: dict[str, str], *, end: bool) -> bytes:
    """Encode each field as a literal that no table keeps (RFC 7541, 6.2.2)."""
    block = b"".join(
        b"\0" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
        for name, value in fields.items()
    )
    return _frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block)
