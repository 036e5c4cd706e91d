"""Run the inbox: `python -m embedded.inbox DIRECTORY SMTP_PORT HTTP_PORT`, on loopback only."""

import sys
from pathlib import Path

import uvicorn

from embedded.inbox.app import create_app
from embedded.inbox.store import Store
from embedded.ports import LOOPBACK


def main(directory: Path, smtp_port: int, http_port: int) -> None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    uvicorn.run(
        create_app(Store(directory), LOOPBACK, smtp_port, http_port),
        host=LOOPBACK,
        port=http_port,
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
