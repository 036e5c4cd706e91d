"""Who sends half a request or reads no answer is cut off, with or without a proxy (S50)."""

import asyncio
from typing import Any

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

log = structlog.get_logger()

PATIENCE = 20.0
"""Seconds that we wait for the rest of a request, and longer the more of it came."""

TO_READ_ON = 120.0
"""Seconds that we wait until more of an answer is read: for a slow line the system itself holds
some 100 kB, and takes more when a third of it has gone."""

SLOWEST = 500
"""Bytes a second: who sends or reads less does not want to come to an end."""

BETWEEN_LOOKS = 1.0

LONGEST_HEAD = 64 * 1024
"""Bytes: the parser itself would keep a head of any length."""

_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n"
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n\r\n"


class TimeLimitedProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to waiting for what a client does not do.

    Only that is counted: neither the time in which we work, nor that in which we do not read, nor
    the pause between two requests, which uvicorn itself ends. What the system has taken of an
    answer is read, as far as we know.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._received = 0
        self._head = 0
        self._in_head = True
        self._waited = 0.0
        self._unread = 0
        self._unread_for = 0.0
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
        self._see_what_was_read()
        if self._unread_for > TO_READ_ON:
            log.info("answer.cut_off", unread=self._unread, waited_seconds=round(self._unread_for))
            self.transport.abort()
        elif self._waited > PATIENCE + self._received / SLOWEST:
            log.info("request.cut_off", received=self._received, waited_seconds=round(self._waited))
            self._hang_up(_TIMED_OUT)
        else:
            self._look_later()

    def _waits_for_more(self) -> bool:
        between_requests = self.timeout_keep_alive_task is not None
        works = not self._idle and not self.cycle.more_body
        return not between_requests and not works and not self.flow.read_paused

    def _see_what_was_read(self) -> None:
        unread = self.transport.get_write_buffer_size()
        in_time = max(0, self._unread - unread) / SLOWEST
        self._unread_for = max(0.0, self._unread_for + BETWEEN_LOOKS - in_time) if unread else 0.0
        self._unread = unread

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
