"""The web application: this wires, the rooms handle requests (`python -m web` serves it)."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from clock import utc_now
from db.engine import database
from logs import log_as_json
from settings import Settings
from tracing.collector import telling_a_collector
from web import applicant, console, portal, wholesaler
from web.answers import AnswersByGet, kept_answer, with_pages_for_answers
from web.console.imports import uploads
from web.context import DEPENDENCIES, resolve_in_turn
from web.csrf import CsrfProtection, give_csrf_cookie
from web.errors import show_error
from web.figures import RememberedFigures
from web.forms import MOST_BYTES
from web.health import healthz
from web.host import OwnHost
from web.language import switch_language
from web.leaving import Leaving
from web.logging import AccessLog
from web.metrics import RequestMetrics
from web.operation import WriteCheck
from web.queues import Queues
from web.security import security_headers
from web.static_files import STATIC, keep_none_of_another_release
from web.temporal import with_temporal
from web.well_known import change_password

STATEMENT_TIMEOUT = 10.0
"""Seconds for one statement; whoever waits is then told that the site is out of order."""

MOST_CONNECTIONS = 20
"""To the database from all web processes of one machine, unless each would have too few."""

FEWEST_CONNECTIONS = 5
"""Of one process: more than its queues take together where each lets one request work."""

MOST_NUMBER = 2**63 - 1
"""Of a bigint, which is what rows are named by."""


def create_app(
    settings: Settings | None = None, *, clock: Callable[[], datetime] = utc_now
) -> Litestar:
    """Make the application; without settings it reads them from the environment."""
    settings = settings or Settings.from_environment(os.environ)
    log_as_json()
    app = Litestar(
        route_handlers=[
            *with_pages_for_answers(applicant.HANDLERS),
            *with_pages_for_answers(wholesaler.HANDLERS),
            *with_pages_for_answers(portal.HANDLERS),
            *with_pages_for_answers(console.HANDLERS),
            uploads(settings.import_max_bytes),
            healthz,
            change_password,
            STATIC,
        ],
        middleware=[RequestMetrics(), CsrfProtection(settings)],
        dependencies=DEPENDENCIES,
        exception_handlers={Exception: show_error},
        before_request=_before_every_page,
        before_send=[keep_none_of_another_release, security_headers(settings), give_csrf_cookie],
        request_max_body_size=MOST_BYTES,
        state=State(
            {"settings": settings, "clock": clock, "leaving": Leaving(settings.web.leaving)}
        ),
        lifespan=[_with_traces, _with_database, with_temporal, _with_queues],
        openapi_config=None,
        logging_config=None,
    )
    resolve_in_turn(app)
    app.asgi_handler = AccessLog(OwnHost(AnswersByGet(app.asgi_handler, app.state), settings))
    return app


async def _before_every_page(
    request: Request[Any, Any, Any],
) -> Response[str] | Redirect | None:
    """Refuse an address that nothing can have.

    PostgreSQL stores no NUL, nor do files' names, and gives no number above `MOST_NUMBER`. It is
    asynchronous because Litestar would call any other in a thread.
    """
    numbers = (each for each in request.path_params.values() if isinstance(each, int))
    if "\0" in request.scope["path"] or any(abs(number) > MOST_NUMBER for number in numbers):
        raise NotFoundException
    return switch_language(request) or await kept_answer(request)


@asynccontextmanager
async def _with_traces(app: Litestar) -> AsyncIterator[None]:
    with telling_a_collector("inforex-web", wanted=app.state.settings.traces):
        yield


@asynccontextmanager
async def _with_database(app: Litestar) -> AsyncIterator[None]:
    app.state.write_check, app.state.figures = WriteCheck(), RememberedFigures()
    settings = app.state.settings
    connections = max(FEWEST_CONNECTIONS, MOST_CONNECTIONS // settings.web.processes)
    async with database(
        settings.database_url, pool_size=connections, statement_timeout=STATEMENT_TIMEOUT
    ):
        yield


@asynccontextmanager
async def _with_queues(app: Litestar) -> AsyncIterator[None]:
    app.state.queues = Queues.of_one_in(app.state.settings.web.processes)
    yield
