"""Machines before one PostgreSQL, one Temporal and one mail server; each way can break."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from embedded.child import Child
from embedded.data_directory import DataDirectory, occupy
from embedded.postgres import Postgres
from embedded.programs import PROJECT, inbox
from embedded.temporal import Temporal
from rig.chaos.clocks import WrongClock
from rig.chaos.machines import Machine, Program, web, worker
from rig.full_disk import OF_ALL, FullDisk
from rig.processes import frozen_family, kill_family
from rig.proxies.link import Link, to_port, to_socket
from rig.proxies.smtp import SmtpLink
from rig.servers import Run, free_ports, loop_aside, scratch_directory
from rig.whole.inbox import Inbox

MACHINES = 2
SWITCH_INTERVAL = 0.0005
"""Seconds: everything of the rig is threads of this process, and PostgreSQL's disk is one."""


@dataclass
class Server:
    """PostgreSQL, Temporal or the mail server, as something that can be killed and frozen."""

    child: Postgres | Temporal | Child
    process: Child
    run: Run

    @asynccontextmanager
    async def killed(self) -> AsyncIterator[None]:
        """Kill all its processes at once, and start it after the block."""
        kill_family(self.process.number)
        try:
            yield
        finally:
            await self._do(self.child.stop)
            await self._do(self.child.start)

    @asynccontextmanager
    async def stopped(self) -> AsyncIterator[None]:
        """Have it end as on a restart, and start it after the block."""
        await self._do(self.child.stop)
        try:
            yield
        finally:
            await self._do(self.child.start)

    async def revived(self) -> None:
        """Start it again where it has ended by itself."""
        if self.process.exit_code is not None:
            await self._do(self.child.start)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let none of its processes do anything while the block lasts."""
        with frozen_family(self.process.number):
            yield

    async def _do(self, act: Callable[[], Coroutine[object, object, None]]) -> None:
        await asyncio.to_thread(self.run, act())


@dataclass
class Site:
    """What chaos is made of, and what people go to (`base_url`, `inbox`).

    `database_url` and `temporal_address` lead to the servers themselves, past all that is broken.
    """

    base_url: str
    inbox: Inbox
    database_url: str
    temporal_address: str
    environment: dict[str, str]
    machines: tuple[Machine, ...]
    mail: SmtpLink
    postgres: Server
    temporal: Server
    mail_server: Server
    disks: Mapping[str, FullDisk]
    front: Link
    logs: Path
    mail_directory: Path
    places: dict[str, asyncio.Lock] = field(default_factory=dict)

    @property
    def programs(self) -> list[Program]:
        return [each for machine in self.machines for each in (machine.web, machine.worker)]

    @property
    def killed_at(self) -> list[float]:
        """When a worker was killed, by the clock of the loop."""
        return [at for machine in self.machines for at in machine.worker.killed_at]

    @property
    def wrong_clocks(self) -> list[WrongClock]:
        return [each for machine in self.machines for each in machine.was_wrong]

    def place(self, name: str) -> asyncio.Lock:
        """What keeps two things from happening to one place at a time."""
        return self.places.setdefault(name, asyncio.Lock())

    async def migrate(self, release: Path) -> None:
        await _migrate(self.environment, self.logs, release)

    async def connections(self) -> int:
        """How many the application has to the database."""
        connection = await asyncpg.connect(self.database_url, timeout=5)
        try:
            return int(
                await connection.fetchval(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                )
            )
        finally:
            await connection.close()


@asynccontextmanager
async def open_site(
    release: Path = PROJECT, *, machines: int = MACHINES, **more: str
) -> AsyncIterator[Site]:
    """Run everything while the block lasts; the programs are those of a release.

    `more`: further variables of their environment.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    async with AsyncExitStack() as kept:
        kept.callback(sys.setswitchinterval, before)
        directory = kept.enter_context(scratch_directory())
        data = kept.enter_context(occupy(directory / "data"))
        postgres, disk = await _postgres(kept, directory)
        temporal, histories = await _temporal(kept, directory)
        mail_server, mails, smtp_port, inbox_url = await _mail_server(kept, directory)
        mail = SmtpLink(to_port(smtp_port))
        links: list[Link] = [mail]
        web_ports = [tuple(free_ports(2)) for _ in range(machines)]
        front = Link(to_port(*(port for port, _ in web_ports)))
        links.append(front)
        assert isinstance(postgres.child, Postgres)
        assert isinstance(temporal.child, Temporal)
        environment = {
            "PATH": "/usr/bin",
            "BASE_URL": f"http://127.0.0.1:{front.port}",
            "MIGRATION_DATABASE_URL": postgres.child.url("inforex"),
            "DATABASE_URL": postgres.child.url("inforex", role="inforex"),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mail.port),
            "LINK_KEYS_FILE": str(data.secret("link_keys")),
            "CSRF_SECRET_FILE": str(data.secret("csrf_secret")),
            "PYTHONUNBUFFERED": "1",
            **more,
        }
        await _migrate(environment, data.logs, release)
        running = []
        for number, ports in enumerate(web_ports, start=1):
            machine = _machine(
                number, ports, environment, data, (postgres.child, temporal.child), release
            )
            running.append(machine)
            links += [machine.database, machine.temporal]
        for link in links:
            await link.open()
            kept.push_async_callback(link.close)
        site = Site(
            environment["BASE_URL"],
            Inbox(inbox_url),
            environment["MIGRATION_DATABASE_URL"],
            temporal.child.address,
            environment,
            tuple(running),
            mail,
            postgres,
            temporal,
            mail_server,
            {"postgres": disk, "temporal": histories, "mail_server": mails},
            front,
            data.logs,
            directory / "mails",
        )
        for program in site.programs:
            kept.push_async_callback(program.stop)
        await asyncio.gather(*(program.start() for program in site.programs))
        yield site


def _machine(  # noqa: PLR0913, PLR0917 -- all that it is made of
    number: int,
    ports: tuple[int, ...],
    environment: dict[str, str],
    data: DataDirectory,
    servers: tuple[Postgres, Temporal],
    release: Path,
) -> Machine:
    postgres, temporal = servers
    database = Link(to_socket(f"{postgres.sockets}/.s.PGSQL.5432"))
    way = Link(to_port(temporal.port))
    clock = data.path / f"clock-{number}"
    clock.write_text("0")
    environment = {
        **environment,
        "DATABASE_URL": f"postgresql://inforex@127.0.0.1:{database.port}/inforex",
        "TEMPORAL_ADDRESS": f"127.0.0.1:{way.port}",
    }
    port, metrics_port = ports
    logs = data.log(f"web-{number}"), data.log(f"worker-{number}")
    return Machine(
        number,
        database,
        way,
        clock,
        Program(f"web {number}", web(environment, clock, logs[0], (port, metrics_port)), release),
        Program(f"worker {number}", worker(environment, clock, logs[1]), release),
    )


async def _postgres(kept: AsyncExitStack, directory: Path) -> tuple[Server, FullDisk]:
    """Run it on a loop of its own, whose thread has the disk that can be full."""
    sockets = directory / "sockets"
    sockets.mkdir(mode=0o700)
    server = Postgres(data=directory / "postgres", log=directory / "postgres.log", sockets=sockets)
    disk = FullDisk(directory / "postgres")
    run = kept.enter_context(loop_aside())
    await asyncio.to_thread(run, disk.enter())
    kept.callback(lambda: run(server.stop()))
    await asyncio.to_thread(run, server.start())
    await asyncio.to_thread(run, server.create_role("inforex"))
    await asyncio.to_thread(run, server.create_database("inforex"))
    return Server(server, server._server, run), disk  # noqa: SLF001 -- to be killed


async def _temporal(kept: AsyncExitStack, directory: Path) -> tuple[Server, FullDisk]:
    port, ui_port = free_ports(2)
    (directory / "temporal").mkdir()
    server = Temporal(
        port=port,
        ui_port=ui_port,
        database=directory / "temporal/temporal.sqlite",
        log=directory / "temporal.log",
    )
    disk = FullDisk(directory / "temporal", of_postgres=False)
    run = kept.enter_context(loop_aside())
    await asyncio.to_thread(run, disk.enter())
    kept.callback(lambda: run(server.stop()))
    await asyncio.to_thread(run, server.start())
    return Server(server, server._server, run), disk  # noqa: SLF001 -- likewise


async def _mail_server(kept: AsyncExitStack, directory: Path) -> tuple[Server, FullDisk, int, str]:
    port, http_port = free_ports(2)
    server = inbox(
        directory / "mails", directory / "inbox.log", smtp_port=port, http_port=http_port
    )
    server.stop_signal = signal.SIGKILL
    disk = FullDisk(directory / "mails", calls=OF_ALL, of_postgres=False)
    run = kept.enter_context(loop_aside())
    await asyncio.to_thread(run, disk.enter())
    kept.callback(lambda: run(server.stop()))
    await asyncio.to_thread(run, server.start())
    return Server(server, server, run), disk, port, f"http://127.0.0.1:{http_port}"


async def _migrate(environment: dict[str, str], logs: Path, release: Path) -> None:
    for module in ("db.migrate", "db.demo"):
        await Child(
            name=module,
            command=(sys.executable, "-m", module),
            log=logs / f"{module}.log",
            environment=environment,
            working_directory=release,
        ).run()
