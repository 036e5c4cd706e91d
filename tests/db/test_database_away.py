"""Whatever a PostgreSQL that goes away raises counts as its being away, and as nothing else."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from db.engine import DATABASE_AWAY, database, transaction
from db.tables.enrolment import TermsVersion
from embedded.child import StackError
from embedded.postgres import Postgres
from rig.servers import loop_aside, scratch_directory
from rig.waiting import until

ASKING = 12
"""So many ask at once, of a pool of 6: some wait for a connection, some are in the middle."""

TIMES = 12


Fault = Callable[[Postgres], Coroutine[Any, Any, None]]


class Asking:
    """People who ask the database again and again, and what they were told instead of an answer."""

    def __init__(self) -> None:
        self.answers = 0
        self.told: Counter[type[Exception]] = Counter()
        self.surprises: list[Exception] = []

    async def ask(self) -> None:
        while True:
            try:
                await random.choice((_read, _write, _ask_anew))()  # noqa: S311 -- by chance
                self.answers += 1
            except DATABASE_AWAY as error:
                self.told[type(error)] += 1
                await asyncio.sleep(0.02)  # who starts it anew needs the processor
            except Exception as error:  # noqa: BLE001 -- what this test looks for
                self.surprises.append(error)
            await asyncio.sleep(0.002)

    async def goes_on(self) -> bool:
        before = self.answers
        await asyncio.sleep(0.05)
        return self.answers > before + ASKING


async def _read() -> None:
    await TermsVersion.raw("SELECT n, repeat('x', 5000) FROM generate_series(1, 20) AS n")


async def _write() -> None:
    async with transaction():
        await TermsVersion.raw("CREATE TEMP TABLE t (n int) ON COMMIT DROP")
        await TermsVersion.raw("INSERT INTO t SELECT generate_series(1, 100)")


async def _ask_anew() -> None:
    """A statement that no connection knows, so that it is prepared first."""
    await TermsVersion.raw(f"SELECT {random.getrandbits(60)} AS n")


async def _kill_a_backend(server: Postgres) -> None:
    """It takes all others with it, and the server recovers by itself."""
    for child in psutil.Process(_postmaster(server)).children():
        with suppress(psutil.NoSuchProcess):  # it ended by itself meanwhile
            if any("[local]" in word for word in child.cmdline()):
                child.kill()
                return


def _stopped_by(how: signal.Signals) -> Fault:
    async def stop(server: Postgres) -> None:
        os.kill(_postmaster(server), how)
        with suppress(StackError):
            await server.watch()
        await _start(server)

    return stop


async def _start(server: Postgres) -> None:
    """Start it; those whom a killed one left behind have to end first."""
    while True:
        with suppress(StackError):
            return await server.start()


def _postmaster(server: Postgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


FAULTS: dict[str, Fault] = {
    "a backend is killed": _kill_a_backend,
    "the server is killed": _stopped_by(signal.SIGKILL),
    "the server stops at once": _stopped_by(signal.SIGQUIT),
    "the server stops quickly": _stopped_by(signal.SIGINT),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_server_that_goes_away_tells_nobody_anything_else(fault: str) -> None:
    with scratch_directory() as directory, loop_aside() as run:
        server = _server(directory)
        run(server.start())
        try:
            url = run(server.create_database("inforex"))
            asking = await _go_through(url, lambda: asyncio.to_thread(run, FAULTS[fault](server)))
        finally:
            run(server.stop())
    assert asking.surprises == []
    assert asking.told


async def _go_through(url: str, fault: Callable[[], Awaitable[None]]) -> Asking:
    asking = Asking()
    async with database(url, pool_size=ASKING // 2):
        people = [asyncio.create_task(asking.ask()) for _ in range(ASKING)]
        for _ in range(TIMES):
            await until(asking.goes_on, "answers")
            await fault()
        await until(asking.goes_on, "answers after all")
        for person in people:
            person.cancel()
        await asyncio.wait(people)
    return asking


def _server(directory: Path) -> Postgres:
    sockets = directory / "sockets"
    sockets.mkdir(mode=0o700)
    return Postgres(data=directory / "postgres", log=directory / "log", sockets=sockets)


async def test_people_who_are_cut_off_one_by_one_are_told_nothing_else(pool: str) -> None:
    asking = Asking()
    people = [asyncio.create_task(asking.ask()) for _ in range(ASKING)]
    connection = await asyncpg.connect(pool)
    cut = 0
    while cut < 200:
        cut += await connection.fetchval(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND backend_type = 'client backend'
            """
        )
    await connection.close()
    await until(asking.goes_on, "answers after all")
    for person in people:
        person.cancel()
    await asyncio.wait(people)
    assert asking.surprises == []
    assert asyncpg.InternalClientError in asking.told
