"""The web process: `python -m web`, where and with what the environment says (README)."""

import asyncio
import os
import socket
import sys

import uvicorn
from litestar.types import ASGIApp

from logs import log_as_json
from settings import LOOPBACK, Settings, WebAddresses, WrongSettingError
from web.app import create_app
from web.health import Doors
from web.slow_clients import TimeLimitedProtocol

SHUTDOWN_TIMEOUT = 10
"""Seconds that requests under way get when the process is to end."""

NOT_STARTED = 3


def main() -> int:
    """Serve until told to end; gives the exit code, after a line that says what is wrong."""
    log_as_json()
    try:
        settings = Settings.from_environment(os.environ)
        sockets = list(_listening(settings.web))
    except WrongSettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    server = server_of(Doors(create_app(settings), settings.web.metrics_port))
    asyncio.run(server.serve(sockets=sockets))
    return 0 if server.started else NOT_STARTED


def server_of(app: ASGIApp) -> uvicorn.Server:
    """A server of this application, on sockets that it is given."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=TimeLimitedProtocol,
            ws="none",
            lifespan="on",
            access_log=False,
            server_header=False,
            # X-Forwarded-For is the application's to judge (TRUSTED_PROXIES), not the server's.
            proxy_headers=False,
            timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
        )
    )


def _listening(web: WebAddresses) -> tuple[socket.socket, socket.socket]:
    """The sockets of both ports; raises `WrongSettingError`."""
    return (
        listen("WEB", web.host, web.port),
        listen("WEB_METRICS", web.metrics_host, web.metrics_port),
    )


def listen(variables: str, host: str, port: int) -> socket.socket:
    """Take a port; raises `WrongSettingError` that names the variables, where that cannot be."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise WrongSettingError(
            f"{variables}_HOST is {host}, {variables}_PORT is {port}: nothing can listen there "
            f"({error.strerror}); give a free port, and an address of this machine ({LOOPBACK})"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
