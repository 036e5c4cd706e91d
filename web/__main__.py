"""The web process: `python -m web`, where and with what the environment says (README)."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence

import uvicorn
import uvloop
from litestar.types import ASGIApp

from domain.durations import Duration
from logs import log_as_json
from settings import LOOPBACK, Settings, WebAddresses, WrongSettingError
from web.leaving import Leaving, LeavingServer
from web.processes import Processes
from web.slow_clients import TimeLimitedProtocol

SHUTDOWN_TIMEOUT = 10
"""Seconds that requests under way get when the process is to end."""

NOT_STARTED = 3
AT_ONCE = Duration(0, "s")


def main() -> int:
    """Serve until told to end; gives the exit code, after a line that says what is wrong."""
    log_as_json()
    try:
        settings = Settings.from_environment(os.environ)
        sockets = list(_listening(settings.web))
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if settings.web.processes == 1:
        return _server(settings, sockets)()
    with tempfile.TemporaryDirectory(prefix="inforex-metrics-") as counts:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        return _many(settings.web.processes, _server(settings, sockets))


def _many(count: int, serve_one: Callable[[], int]) -> int:
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 -- as below

    processes = Processes(count, serve_one, hopeless={NOT_STARTED}, buried=mark_process_dead)
    return processes.run()


def _server(settings: Settings, sockets: Sequence[socket.socket]) -> Callable[[], int]:
    """What a process does until it is told to end; all are made of one application."""
    # Prometheus decides when it is imported whether it counts for one process or for several.
    from web.app import create_app  # noqa: PLC0415
    from web.health import Doors  # noqa: PLC0415

    pages = create_app(settings)
    app = Doors(pages, settings.web.metrics_port)

    def serve_one() -> int:
        server = server_of(app, pages.state.leaving)
        serve(server, sockets)
        return 0 if server.started else NOT_STARTED

    return serve_one


def server_of(app: ASGIApp, leaving: Leaving | None = None) -> uvicorn.Server:
    """A server of this application, on sockets that it is given."""
    return LeavingServer(
        uvicorn.Config(
            app,
            http=TimeLimitedProtocol,
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,  # what it says goes the way of all that libraries say (logs.py)
            server_header=False,
            # X-Forwarded-For is the application's to judge (TRUSTED_PROXIES), not the server's.
            proxy_headers=False,
            timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
        ),
        leaving or Leaving(AT_ONCE),
    )


def serve(server: uvicorn.Server, sockets: Sequence[socket.socket]) -> None:
    """Run a server to its end, on the fastest loop there is."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(server.serve(sockets=list(sockets)))


def _listening(web: WebAddresses) -> tuple[socket.socket, socket.socket]:
    """The sockets of both ports; raises `WrongSettingError`."""
    return (
        listen("WEB", web.host, web.port),
        listen("WEB_METRICS", web.metrics_host, web.metrics_port),
    )


def listen(variables: str, host: str, port: int) -> socket.socket:
    """Take a port; raises `WrongSettingError` that names the variables, where that cannot be."""
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise WrongSettingError(
            f"{variables}_HOST is {host}, {variables}_PORT is {port}: nothing can listen there "
            f"({error.strerror}); give a free port, and an address of this machine ({LOOPBACK})"
        ) from error
    # Connections have it from here: else what follows the head of an answer would wait until the
    # client acknowledges that, which it does 40 ms later (Nagle's algorithm).
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


if __name__ == "__main__":
    sys.exit(main())
