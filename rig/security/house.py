"""A site on a database of its own for the long instruments, without Temporal."""

import itertools
import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from litestar import Litestar

from rig.applications import Applications, now
from rig.databases import copy_template, drop
from rig.site import Clock, RelayWithoutTemporal, running
from settings import Settings
from web.app import create_app

_numbers = itertools.count(1)
_heard: list[str] = []


class _Kept(structlog.PrintLogger):
    """Keeps what the site logs from the screen, where it would hide what was found."""

    def msg(self, message: str) -> None:
        _heard.append(message)

    debug = info = warning = error = critical = msg


def what_was_logged() -> list[str]:
    """All lines since this was asked the last time."""
    lines = list(_heard)
    _heard.clear()
    return lines


OF_TEXTS = ("zz9", "evil.example", "DROP TABLE", "passwd", "xxxxxxxx", "語句")
OURS = ("Traceback", '"level": "error"')


def strange_lines(log: Iterable[str]) -> list[str]:
    """Lines that tell of a failure of ours, or have what was typed (S07)."""
    marks = (*OF_TEXTS, *OURS)
    return [f"in the log: {line[:300]}" for line in log if any(mark in line for mark in marks)]


@asynccontextmanager
async def standing_site(
    postgres: str,
    base_url: str = "https://inforex.test",
    alive: Callable[[Litestar], AbstractAsyncContextManager[None]] = running,
) -> AsyncIterator[tuple[Litestar, Applications]]:
    """Have a site on a fresh copy of the template, by a clock that stands, while the block lasts.

    `alive`: keeps its lifespan, and serves it where wanted.
    """
    os.environ["TEMPORAL_ADDRESS"] = "127.0.0.1:1"
    name = f"inforex_{next(_numbers)}"
    settings = Settings.from_environment(
        {
            "DATABASE_URL": await copy_template(postgres, name),
            "BASE_URL": base_url,
            "LINK_KEYS": secrets.token_hex(32),
            "CSRF_SECRET": secrets.token_hex(32),
        }
    )
    app = create_app(settings, clock=Clock(now()))
    structlog.configure(logger_factory=lambda *_: _Kept())
    async with alive(app):
        app.state.relay = RelayWithoutTemporal()
        yield app, Applications(settings)
    await drop(postgres, name)
