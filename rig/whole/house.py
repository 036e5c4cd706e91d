"""The product on embedded servers, each of which can be stopped, killed and started again."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from embedded.child import Child
from embedded.postgres import Postgres
from embedded.programs import inbox
from embedded.temporal import Temporal
from rig.full_disk import FullDisk
from rig.processes import frozen_family, kill_family
from rig.servers import Run, Servers, free_ports, loop_aside, scratch_directory
from rig.whole.lawful import settles_lawfully
from rig.whole.product import Product, product_on


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
    run_postgres: Run
    disk: FullDisk

    @property
    def worker(self) -> Child:
        return self.product.worker

    @asynccontextmanager
    async def without(self, server: Server) -> AsyncIterator[None]:
        """Stop a server for as long as the block lasts."""
        run = self.run_postgres if server is self.postgres else self.run
        await asyncio.to_thread(run, server.stop())
        try:
            yield
        finally:
            await asyncio.to_thread(run, server.start())

    def with_worker_frozen(self) -> AbstractContextManager[None]:
        """Let the worker do nothing for as long as the block lasts; it does not notice."""
        return frozen_family(self.worker.number)

    @asynccontextmanager
    async def with_postgres_killed(self) -> AsyncIterator[None]:
        """Kill all its processes at once, and start it after the block."""
        kill_family(int((self.postgres.data / "postmaster.pid").read_text().split()[0]))
        async with self.without(self.postgres):
            yield


@contextmanager
def open_house(
    way: Callable[[str], AbstractContextManager[str]] = nullcontext, **more: str
) -> Iterator[House]:
    """Start everything; after the block see that all is lawful, and stop it.

    A stopped worker or web has crashed.

    `way` gives the address by which the programs reach the database. `more`: further variables of
    their environment.
    """
    with ExitStack() as kept:
        directory = kept.enter_context(scratch_directory())
        run = kept.enter_context(loop_aside())
        run_postgres = kept.enter_context(loop_aside())
        disk = FullDisk(directory / "postgres")
        postgres, temporal, mail_server, ports = _servers(directory)
        run_postgres(disk.enter())
        for runs, server in ((run_postgres, postgres), (run, temporal), (run, mail_server)):
            kept.callback(_stop, runs, server)
            runs(server.start())
        run_postgres(postgres.create_role("inforex"))
        servers = Servers(
            migration_database_url=run_postgres(postgres.create_database("inforex")),
            database_url=kept.enter_context(way(postgres.url("inforex", role="inforex"))),
            temporal_address=temporal.address,
            smtp_host="127.0.0.1",
            smtp_port=ports[2],
            inbox_url=f"http://127.0.0.1:{ports[3]}",
            stop=lambda: None,
        )
        product = kept.enter_context(product_on(servers, run, **more))
        product.worker.stop_signal = product.web.stop_signal = signal.SIGKILL
        yield House(product, postgres, temporal, mail_server, run, run_postgres, disk)
        asyncio.run(settles_lawfully(product))


def _stop(run: Run, server: Server) -> None:
    run(server.stop())


def _servers(directory: Path) -> tuple[Postgres, Temporal, Child, list[int]]:
    ports = free_ports(4)
    sockets = directory / "sockets"
    sockets.mkdir(mode=0o700)
    postgres = Postgres(
        data=directory / "postgres", log=directory / "postgres.log", sockets=sockets
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
