"""Requests as they come off the wire, without the good manners of a client."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from litestar.types import ASGIApp, Scope

HOST = b"inforex.test"
RAISED = 599
"""What stands for an exception that reached the server."""


@dataclass(frozen=True)
class Answer:
    """What came back; `took`: seconds until the last byte was there, whatever went on after it."""

    status: int
    headers: Mapping[str, str]
    text: str
    took: float
    set_cookies: tuple[str, ...] = field(default=(), repr=False)

    @property
    def leads_to(self) -> str:
        """Where a redirect leads, without the query."""
        return self.headers.get("location", "").partition("?")[0]


async def ask(  # noqa: PLR0913 -- a request has that many parts
    app: ASGIApp,
    method: str,
    target: str,
    *,
    cookies: Mapping[str, str] | None = None,
    headers: tuple[tuple[bytes, bytes], ...] = (),
    body: bytes = b"",
    network: str = "192.0.2.1",
) -> Answer:
    """Send one request; `target` is path and query in ASCII, as they stand in its first line."""
    scope = _scope(method, target, cookies or {}, headers, network)
    started: list[dict[str, Any]] = []
    answer: list[bytes] = []
    begun = time.perf_counter()
    ended = [begun]
    bodies = [{"type": "http.request", "body": body, "more_body": False}]
    answered = asyncio.Event()

    async def receive() -> Any:
        if not bodies:
            await answered.wait()
        return bodies.pop() if bodies else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        elif message["type"] == "http.response.body":
            answer.append(message.get("body", b""))
            ended[0] = time.perf_counter()
            if not message.get("more_body"):
                answered.set()

    try:
        await app(scope, receive, send)
    except Exception as error:  # noqa: BLE001 -- whatever reaches the server is a failure of ours
        return Answer(RAISED, {}, repr(error), ended[0] - begun)
    (start,) = started
    sent = [
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, value in start["headers"]
    ]
    return Answer(
        start["status"],
        dict(sent),
        b"".join(answer).decode("utf-8", "replace"),
        ended[0] - begun,
        tuple(value for name, value in sent if name == "set-cookie"),
    )


def _scope(
    method: str,
    target: str,
    cookies: Mapping[str, str],
    headers: tuple[tuple[bytes, bytes], ...],
    network: str,
) -> Scope:
    """What uvicorn makes of the first line and the headers."""
    path, _, query = target.partition("?")
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items()).encode("latin-1")
    return {  # type: ignore[return-value]  # Litestar adds what it needs itself
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [(b"host", HOST), *([(b"cookie", cookie)] if cookie else []), *headers],
        "server": ("inforex.test", 443),
        "client": (network, 50000),
    }
