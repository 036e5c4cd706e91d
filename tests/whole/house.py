"""The product on embedded servers, each of which can be stopped, crashed and started again."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from embedded.child import Child
from embedded.postgres import Postgres
from embedded.programs import inbox
from embedded.temporal import Temporal
from tests.servers import Run, Servers, free_ports, loop_aside, scratch_directory
from tests.whole.product import Product, product_on


class Server(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


@dataclass(frozen=True)
class House:
    """The product and the servers below it, each of which can be stopped and started."""

    product: Product
    postgres: Postgres
    temporal: Temporal
    mail_server: Child
    run: Run

    @property
    def worker(self) -> Child:
        return self.product.worker

    @asynccontextmanager
    async def without(self, server: Server) -> AsyncIterator[None]:
        """Stop a server for as long as the block lasts."""
        await asyncio.to_thread(self.run, server.stop())
        try:
            yield
        finally:
            await asyncio.to_thread(self.run, server.start())


@contextmanager
def open_house(**more: str) -> Iterator[House]:
    """Start everything, and stop it after the block; a stopped worker or web has crashed.

    `more`: further variables of the programs' environment.
    """
    with ExitStack() as kept:
        directory = kept.enter_context(scratch_directory())
        run = kept.enter_context(loop_aside())
        postgres, temporal, mail_server, ports = _servers(directory)
        for server in (postgres, temporal, mail_server):
            kept.callback(_stop, run, server)
            run(server.start())
        servers = Servers(
            database_url=run(postgres.create_database("inforex")),
            temporal_address=temporal.address,
            smtp_host="127.0.0.1",
            smtp_port=ports[2],
            inbox_url=f"http://127.0.0.1:{ports[3]}",
            stop=lambda: None,
        )
        product = kept.enter_context(product_on(servers, run, **more))
        product.worker.stop_signal = product.web.stop_signal = signal.SIGKILL
        yield House(product, postgres, temporal, mail_server, run)


def _stop(run: Run, server: Server) -> None:
    run(server.stop())


def _servers(directory: Path) -> tuple[Postgres, Temporal, Child, list[int]]:
    ports = free_ports(4)
    sockets = directory / "sockets"
    sockets.mkdir(mode=0o700)
    postgres = Postgres(
        data=directory / "postgres", log=directory / "postgres.log", sockets=sockets, fsync=False
    )
    temporal = Temporal(
        port=ports[0],
        ui_port=ports[1],
        database=directory / "temporal.sqlite",
        log=directory / "temporal.log",
    )
    mail_server = inbox(
        directory / "mails", directory / "inbox.log", smtp_port=ports[2], http_port=ports[3]
    )
    return postgres, temporal, mail_server, ports
