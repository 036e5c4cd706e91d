"""The embedded PostgreSQL by itself: what an earlier life may leave, and what its log may say."""

import asyncio
import os
from collections.abc import Iterator

import asyncpg
import pytest

from embedded.postgres import Postgres
from rig.servers import Run, scratch_directory


@pytest.fixture
def run() -> Iterator[Run]:
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def server() -> Iterator[Postgres]:
    with scratch_directory() as directory:
        sockets = directory / "sockets"
        sockets.mkdir()
        log = directory / "postgres.log"
        yield Postgres(data=directory / "postgres", log=log, sockets=sockets)


def test_record_of_a_number_that_another_process_has_now_is_forgotten(
    server: Postgres, run: Run
) -> None:
    run(server.start())
    run(server.stop())
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    run(server.start())
    run(server.stop())


def test_first_start_that_was_interrupted_is_begun_anew(server: Postgres, run: Run) -> None:
    half = server.data.with_suffix(".unfinished")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    run(server.start())
    run(server.stop())
    assert not half.exists()


def test_refused_row_is_not_repeated_in_the_log(server: Postgres, run: Run) -> None:
    run(server.start())
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            run(insert_refused_row(server.url("postgres")))
    finally:
        run(server.stop())
    log = server.log.read_text()
    assert "person_age" in log
    assert "Yamada" not in log


def test_database_is_made_once(server: Postgres, run: Run) -> None:
    run(server.start())
    try:
        assert run(server.create_database("inforex")) == run(server.create_database("inforex"))
    finally:
        run(server.stop())


async def insert_refused_row(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "CREATE TABLE person (name text, age int CONSTRAINT person_age CHECK (age > 0));"
            "INSERT INTO person VALUES ('Yamada', -1)"
        )
    finally:
        await connection.close()
