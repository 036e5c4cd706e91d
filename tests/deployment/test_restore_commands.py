"""The guide's commands on Docker that bring PostgreSQL back, without Docker."""

import re
from pathlib import Path

import asyncpg

from db.migrate import migrate
from tests.deployment.files import SERVICES
from tests.deployment.guide import commands, type_in
from tests.deployment.test_database_setup import as_role, cluster

__all__ = ["cluster"]

_, _, BACK_UP, RESTORE = commands("Backup and restore")
IN_POSTGRES = "docker compose exec -T postgres "


def test_they_name_services_that_there_are() -> None:
    block = BACK_UP + RESTORE
    named = re.findall(r"docker compose (?:exec -T|run --rm --no-deps) (\w+)", block)
    for stopped in re.findall(r"docker compose stop ([\w ]+)", block):
        named += stopped.split()
    assert named == ["postgres", "postgres", "migrate", "proxy", "web", "worker"]
    assert set(named) <= set(SERVICES)


async def test_the_database_comes_back_with_its_owner_and_open_to_nobody_else(
    cluster: str, tmp_path: Path
) -> None:
    url = cluster.replace("/postgres?", "/inforex?", 1)
    await migrate(as_role(cluster, "inforex_owner"), as_role(cluster, "inforex"))
    before = await _state(url)
    host = {"PGHOST": url.partition("host=")[2]}
    assert (await type_in(_without_docker(BACK_UP), tmp_path, host)).code == 0
    await _execute(url, "DROP TABLE application CASCADE")
    await _execute(url, "CREATE TABLE made_since ()")
    typed = await type_in(_without_docker(RESTORE), tmp_path, host)
    assert typed.code == 0, typed.out
    assert await _state(url) == before


def _without_docker(block: str) -> str:
    """The commands that run in PostgreSQL's container."""
    commands = block.replace("\\\n", " ").splitlines()
    inside = [line for line in commands if line.startswith(IN_POSTGRES)]
    return "\n".join(line.removeprefix(IN_POSTGRES) for line in inside)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


async def _state(url: str) -> tuple[object, ...]:
    """Owner and rights of the database, and all its tables with their owners and rights."""
    connection = await asyncpg.connect(url)
    database = await connection.fetch(
        "SELECT pg_get_userbyid(datdba), unnest(datacl)::text FROM pg_database"
        " WHERE datname = 'inforex' ORDER BY 2"
    )
    tables = await connection.fetch(
        "SELECT relname, pg_get_userbyid(relowner), relacl::text[] FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY 1"
    )
    await connection.close()
    return database, tables
