"""Clients that send half a request are cut off, with or without a proxy before us (S50)."""

import asyncio
from typing import Any

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

log = structlog.get_logger()

PATIENCE = 20.0
"""Seconds that we wait for the rest of a request, and longer the more of it came."""

SLOWEST = 500
"""Bytes a second: who sends less does not want to come to an end."""

BETWEEN_LOOKS = 1.0

LONGEST_HEAD = 64 * 1024
"""Bytes: the parser itself would keep a head of any length."""

_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n"
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n\r\n"


class TimeLimitedProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to waiting for what a client does not send.

    Only that is counted: neither the time in which we work, nor that in which we do not read, nor
    the pause between two requests, which uvicorn itself ends.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._received = 0
        self._head = 0
        self._in_head = True
        self._waited = 0.0
        self._next_look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._next_look is not None:
            self._next_look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > LONGEST_HEAD and not self.transport.is_closing():
            self._hang_up(_TOO_LONG)

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._head = True, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._received, self._waited = 0, 0.0
        super().on_response_complete()

    def _look_later(self) -> None:
        self._next_look = self.loop.call_later(BETWEEN_LOOKS, self._look)

    def _look(self) -> None:
        if self._waits_for_more():
            self._waited += BETWEEN_LOOKS
        if self._waited > PATIENCE + self._received / SLOWEST:
            log.info("request.cut_off", received=self._received, waited_seconds=round(self._waited))
            self._hang_up(_TIMED_OUT)
        else:
            self._look_later()

    def _waits_for_more(self) -> bool:
        between_requests = self.timeout_keep_alive_task is not None
        works = not self._idle and not self.cycle.more_body
        return not between_requests and not works and not self.flow.read_paused

    @property
    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _hang_up(self, answer: bytes) -> None:
        """Tell the client, if it can still be told, and let go of the connection."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # it does not read either
            return
        if self._idle or not self.cycle.response_started:
            self.transport.write(answer)
        self.transport.close()
