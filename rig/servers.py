"""The servers that tests run against: containers or embedded, the same for the tests."""

import asyncio
import itertools
import os
import secrets
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sysconfig import get_path
from typing import Protocol, TypeVar

from temporalio.client import Client

from embedded.child import Child
from embedded.ports import LOOPBACK
from embedded.postgres import Postgres
from embedded.programs import inbox
from embedded.temporal import Temporal
from rig.databases import for_application, make_role

Result = TypeVar("Result")

# Systems hand out others by themselves (Linux from 32768 on), and could do so before ours is used.
PORTS = range(20_000, 32_000)
SHARES = 8


DISK, MEMORY = Path("/tmp"), Path("/dev/shm")  # noqa: S108 -- each makes a directory of its own there
PLENTY = 2 * 1024**3


@dataclass(frozen=True)
class Servers:
    """What a whole-stack test needs; the database is empty, and not the application's own."""

    database_url: str
    migration_database_url: str
    temporal_address: str
    smtp_host: str
    smtp_port: int
    inbox_url: str
    stop: Callable[[], None]


def start_servers(tell: Callable[[str], object] = print) -> Servers:
    """Start what `TEST_SERVERS` says: `containers`, `embedded`, or `auto`: the first that works.

    `tell` gets the one line that says why containers that are here were of no use. Raises
    `ValueError` for any other word, `RuntimeError` when containers are asked for in vain.
    """
    wanted = os.environ.get("TEST_SERVERS") or "auto"
    if wanted not in {"auto", "containers", "embedded"}:
        raise ValueError(f"TEST_SERVERS is {wanted!r}; give auto, containers or embedded")
    if wanted == "embedded":
        return _start_embedded()
    from rig import containers

    obstacle = containers.obstacle()
    if obstacle is None:
        try:
            return _start_containers()
        except containers.TROUBLES as error:
            obstacle = f"a container did not get ready: {' '.join(str(error).split())}"
            if wanted == "auto":
                tell(f"The tests go on with the embedded servers, for {obstacle}")
    if wanted == "containers":
        raise RuntimeError(f"TEST_SERVERS is containers, but {obstacle}")
    return _start_embedded()


def _start_containers() -> Servers:
    from rig import containers

    with ExitStack() as running:
        smtp, inbox_url = running.enter_context(containers.mailpit())
        owner = running.enter_context(containers.postgres())
        return Servers(
            database_url=_of_application(owner),
            migration_database_url=owner,
            temporal_address=running.enter_context(containers.temporal()),
            smtp_host=smtp.split(":")[0],
            smtp_port=int(smtp.split(":")[1]),
            inbox_url=inbox_url,
            stop=running.pop_all().close,
        )


def _start_embedded() -> Servers:
    with ExitStack() as running:
        smtp_port, inbox_url = running.enter_context(start_inbox())
        owner = running.enter_context(start_postgres(database="inforex"))
        return Servers(
            database_url=_of_application(owner),
            migration_database_url=owner,
            temporal_address=running.enter_context(start_temporal()),
            smtp_host=LOOPBACK,
            smtp_port=smtp_port,
            inbox_url=inbox_url,
            stop=running.pop_all().close,
        )


def _of_application(owner: str) -> str:
    with loop_aside() as run:
        run(make_role(owner))
    return for_application(owner)


@contextmanager
def start_postgres(
    *, forgetful: bool = True, short_lived: bool = False, database: str = "postgres"
) -> Iterator[str]:
    """Run a PostgreSQL of its own while the block lasts, and give its superuser's URL.

    A `forgetful` one is quick, and a crash takes what it has acknowledged. So only its URL is
    given: who wants to stop or kill a server makes a `Postgres`, which keeps its word. Where
    databases are `short_lived`, nothing is done for their later life.
    """
    with (
        scratch_directory(memory() if forgetful else DISK) as directory,
        loop_aside() as run,
    ):
        sockets = directory / "sockets"
        sockets.mkdir(mode=0o700)
        kind = _ForgetfulPostgres if forgetful else Postgres
        server = (_ShortLivedPostgres if short_lived else kind)(
            data=directory / "postgres", log=directory / "postgres.log", sockets=sockets
        )
        with _running(server, run):
            yield run(server.create_database(database))


class _ForgetfulPostgres(Postgres):
    def _options(self) -> tuple[str, ...]:
        forgetful = ("-cfsync=off", "-csynchronous_commit=off", "-cfull_page_writes=off")
        return (*super()._options(), *forgetful)

    def _initdb_options(self) -> tuple[str, ...]:
        return ("--no-sync",)


class _ShortLivedPostgres(_ForgetfulPostgres):
    def _options(self) -> tuple[str, ...]:
        no_later = ("-cautovacuum=off", "-cjit=off", "-cwal_level=minimal", "-cmax_wal_senders=0")
        return (*super()._options(), *no_later, "-cio_method=sync")


@contextmanager
def start_temporal() -> Iterator[str]:
    """Run a Temporal of its own while the block lasts, and give its address."""
    with scratch_directory(memory()) as directory, loop_aside() as run:
        port, ui_port = free_ports(2)
        server = Temporal(
            port=port,
            ui_port=ui_port,
            database=directory / "temporal.sqlite",
            log=directory / "temporal.log",
        )
        with _running(server, run):
            yield server.address


@contextmanager
def start_bare_temporal() -> Iterator[str]:
    """Run a Temporal as others start theirs, with nothing of ours in it; gives its address."""
    with scratch_directory() as directory, loop_aside() as run:
        (port,) = free_ports(1)
        server = Child(
            name="Temporal",
            command=(
                *(str(Path(get_path("scripts")) / "temporal"), "server", "start-dev"),
                *("--headless", f"--ip={LOOPBACK}", f"--port={port}", "--log-level=error"),
            ),
            log=directory / "temporal.log",
            ready=lambda: _serves(f"{LOOPBACK}:{port}"),
            environment={"TEMPORAL_VERSION_CHECK_DISABLED": "true"},
        )
        with _running(server, run):
            yield f"{LOOPBACK}:{port}"


async def _serves(address: str) -> bool:
    """Whether a Temporal takes clients: its port is open for a moment before."""
    try:
        await Client.connect(address)
    except RuntimeError:
        return False
    return True


@contextmanager
def start_inbox() -> Iterator[tuple[int, str]]:
    """Run an inbox of its own while the block lasts; gives its SMTP port and its URL."""
    with scratch_directory() as directory, loop_aside() as run:
        smtp_port, http_port = free_ports(2)
        mails, log = directory / "mails", directory / "inbox.log"
        with _running(inbox(mails, log, smtp_port=smtp_port, http_port=http_port), run):
            yield smtp_port, f"http://{LOOPBACK}:{http_port}"


@contextmanager
def scratch_directory(where: Path = DISK) -> Iterator[Path]:
    """Make a short path; pytest's own is closed to the user that PostgreSQL needs under root."""
    with tempfile.TemporaryDirectory(
        prefix="inforex-test-", dir=where, ignore_cleanup_errors=True
    ) as directory:
        yield Path(directory)


def memory() -> Path:
    """Where files may lie that a crash may take: in memory if there is plenty, else on the disk.

    A copy of the database, which nearly every test begins with, takes a tenth of the time there.
    """
    with suppress(OSError):
        if shutil.disk_usage(MEMORY).free >= PLENTY:
            return MEMORY
    return DISK


def free_ports(count: int) -> list[int]:
    """Find ports of loopback that nobody uses, and that were not given before all others were.

    Processes of pytest have different ones: what is stopped for a moment finds its own again.
    """
    ports = _turns(int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % SHARES)
    return [_free_port(ports) for _ in range(count)]


@cache
def _turns(share: int) -> Iterator[int]:
    """The ports of a share, over and over, beginning anywhere: others may have the same share."""
    own = PORTS[share::SHARES]
    begin = secrets.randbelow(len(own))
    return itertools.cycle([*own[begin:], *own[:begin]])


def _free_port(ports: Iterator[int]) -> int:
    while True:
        port = next(ports)
        with socket.socket() as listener, suppress(OSError):
            listener.bind((LOOPBACK, port))
            return port


class Run(Protocol):
    """Runs a coroutine to its end and gives what it returns."""

    def __call__(self, work: Coroutine[object, object, Result], /) -> Result: ...


@contextmanager
def loop_aside() -> Iterator[Run]:
    """Run coroutines on a loop in its own thread: servers outlive the loop of any one test."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(work: Coroutine[object, object, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    try:
        yield run
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Server(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


@contextmanager
def _running(server: _Server, run: Run) -> Iterator[None]:
    try:
        run(server.start())
        yield
    finally:
        run(server.stop())
