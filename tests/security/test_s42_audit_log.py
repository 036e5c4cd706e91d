"""S42: the application only adds to the audit log."""

import asyncpg
import pytest

from db.audit_seals import seal_events
from db.migrate import migrate
from db.tables.operation import AuditEvent
from rig.applications import Applications
from rig.databases import administer
from tests.inforex.test_program import inforex

TABLES = ("audit_event", "event_seal", "audit_seal")
CHANGES = {
    "UPDATE": "UPDATE {0} SET ({1}) = (SELECT {1} FROM {0} LIMIT 1)",
    "DELETE": "DELETE FROM {}",
    "TRUNCATE": "TRUNCATE {}",
    "TRUNCATE CASCADE": "TRUNCATE {} CASCADE",
    "DISABLE TRIGGER": "ALTER TABLE {} DISABLE TRIGGER ALL",
    "DROP TRIGGER": "DROP TRIGGER {0}_append_only ON {0}",
    "DROP": "DROP TABLE {}",
    "ALTER": "ALTER TABLE {} ADD COLUMN more int",
    "LOCK": "BEGIN; LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
}


@pytest.fixture
async def log(applications: Applications) -> Applications:
    """An audit log of a few events, the first of them sealed."""
    await applications.enrolled()
    await seal_events(applications.settings.link_keys, 2**62)
    return applications


async def columns_of(url: str, table: str) -> str:
    connection = await asyncpg.connect(url)
    columns: str = await connection.fetchval(
        "SELECT string_agg(attname, ', ') FROM pg_attribute"
        " WHERE attrelid = $1::text::regclass AND attnum > 0",
        table,
    )
    await connection.close()
    return columns


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_s42_the_applications_role_can_only_add(database_url: str, change: str) -> None:
    for table in TABLES:
        columns = await columns_of(database_url, table)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await administer(database_url, change.format(table, columns))


@pytest.mark.parametrize(
    "act",
    ["SET session_replication_role = replica", "CREATE TABLE more ()", "SET ROLE postgres"],
)
async def test_s42_the_applications_role_has_no_way_around(database_url: str, act: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await administer(database_url, act)


async def test_s42_the_applications_role_owns_nothing_and_empties_no_table(
    database_url: str,
) -> None:
    connection = await asyncpg.connect(database_url)
    mighty = await connection.fetch(
        """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (
            pg_has_role(relowner, 'MEMBER')
            OR relkind = 'r' AND has_table_privilege(oid, 'TRUNCATE, TRIGGER, REFERENCES, MAINTAIN')
            OR relkind = 'S' AND has_sequence_privilege(oid, 'UPDATE')
        )
        """
    )
    await connection.close()
    assert mighty == []


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("change", ["UPDATE", "DELETE", "TRUNCATE"])
async def test_s42_the_trigger_holds_back_the_owner(owner_url: str, change: str) -> None:
    for table in TABLES:
        columns = await columns_of(owner_url, table)
        with pytest.raises(asyncpg.RestrictViolationError, match="only ever added"):
            await administer(owner_url, CHANGES[change].format(table, columns))


async def test_s42_migrating_says_where_only_the_trigger_protects(
    owner_url: str, database_url: str
) -> None:
    assert await migrate(owner_url, database_url)
    assert not await migrate(owner_url, owner_url)
    said = await inforex("migrate", DATABASE_URL=owner_url)
    assert "トリガーだけです" in said.out
    said = await inforex("migrate", DATABASE_URL=database_url, MIGRATION_DATABASE_URL=owner_url)
    assert (said.code, "トリガー" in said.out) == (0, False)


@pytest.mark.usefixtures("pool")
async def test_s42_no_transaction_keeps_others_from_being_sealed_for_long() -> None:
    (row,) = await AuditEvent.raw("SELECT current_setting('transaction_timeout') AS lives")
    assert row["lives"] == "5min"
