"""Clients that send half a request are cut off, with or without a proxy before us (S50)."""

import asyncio
from typing import Any

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

log = structlog.get_logger()

PATIENCE = 20.0
"""Seconds that we wait for the rest of a request, and longer the more of it came."""

SLOWEST = 500
"""Bytes a second: who sends less does not want to come to an end."""

BETWEEN_LOOKS = 1.0

_INCOMPLETE = frozenset({h11.IDLE, h11.SEND_BODY})
_UNANSWERED = frozenset({h11.IDLE, h11.SEND_RESPONSE})


class TimeLimitedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to waiting for what a client does not send.

    Only that is counted: neither the time in which we work, nor that in which we do not read, nor
    the pause between two requests, which uvicorn itself ends.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._received = 0
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
        super().data_received(data)

    def on_response_complete(self) -> None:
        self._received, self._waited = 0, 0.0
        super().on_response_complete()

    def _look_later(self) -> None:
        self._next_look = self.loop.call_later(BETWEEN_LOOKS, self._look)

    def _look(self) -> None:
        if self._waits_for_more():
            self._waited += BETWEEN_LOOKS
        if self._waited > PATIENCE + self._received / SLOWEST:
            self._cut_off()
        else:
            self._look_later()

    def _waits_for_more(self) -> bool:
        between_requests = self.timeout_keep_alive_task is not None
        return (
            self.conn.their_state in _INCOMPLETE
            and not between_requests
            and not self.flow.read_paused
        )

    def _cut_off(self) -> None:
        """Tell the client, if it can still be told, and let go of the connection."""
        log.info("request.cut_off", received=self._received, waited_seconds=round(self._waited))
        if self.conn.our_state in _UNANSWERED:
            answer = h11.Response(status_code=408, headers=[("connection", "close")])
            for event in (answer, h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # it does not read either
        else:
            self.transport.close()
