"""S42: nobody changes the audit log's past unseen, not even who owns it."""

from datetime import timedelta

import asyncpg
import pytest

from db.audit_seals import EVENTS_PER_SEAL, newest_digest, seal_events, verify
from db.console.digest import load_digest
from db.migrate import ONLY_ADDED_TO, migrate
from db.tables.operation import AuditEvent, AuditSeal
from domain.processes import ProcessKind, process_id
from rig.applications import Applications, now
from rig.databases import administer
from tests.inforex.test_program import Outcome, inforex

AT_ONCE = timedelta(0)

CHANGES = {
    "UPDATE": "UPDATE {} SET id = id",
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
    await seal_events(AT_ONCE)
    return applications


async def audit_verify(url: str, *more: str) -> Outcome:
    return await inforex("audit", "verify", *more, DATABASE_URL=url)


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("table", ONLY_ADDED_TO)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_s42_the_applications_role_can_only_add(
    database_url: str, change: str, table: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await administer(database_url, change.format(table))


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
@pytest.mark.parametrize("table", ONLY_ADDED_TO)
@pytest.mark.parametrize("change", ["UPDATE", "DELETE", "TRUNCATE"])
async def test_s42_the_trigger_holds_back_the_owner(
    owner_url: str, change: str, table: str
) -> None:
    with pytest.raises(asyncpg.RestrictViolationError, match="only ever added"):
        await administer(owner_url, CHANGES[change].format(table))


async def test_s42_migrating_says_where_only_the_trigger_protects(
    owner_url: str, database_url: str
) -> None:
    assert await migrate(owner_url, database_url)
    assert not await migrate(owner_url, owner_url)
    said = await inforex("migrate", DATABASE_URL=owner_url)
    assert "トリガーだけです" in said.out
    said = await inforex("migrate", DATABASE_URL=database_url, MIGRATION_DATABASE_URL=owner_url)
    assert (said.code, "トリガー" in said.out) == (0, False)


async def test_s42_a_log_as_it_was_sealed_is_verified(log: Applications, database_url: str) -> None:
    digest = await newest_digest()
    await log.invited("later@maker.example")
    verified = await audit_verify(database_url, "--kept", digest)
    assert (verified.code, verified.err) == (0, "")
    assert digest in verified.out
    assert "封印どおりです。" in verified.out


SWITCH_OFF = (
    "ALTER TABLE audit_event DISABLE TRIGGER ALL; ALTER TABLE audit_seal DISABLE TRIGGER ALL;"
)
TAMPERING = {
    "changed": "UPDATE audit_event SET details = '{\"by\": 2}' WHERE id = (SELECT min(id) + 2"
    " FROM audit_event)",
    "redated": "UPDATE audit_event SET at = at - interval '1 ms' WHERE id = (SELECT max(id)"
    " FROM audit_event)",
    "deleted": "DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)",
    "inserted": "INSERT INTO audit_event (id, at, tag, details) VALUES (0, now(), 'a:b:c', '{}')",
    "seal changed": "UPDATE audit_seal SET sealed_at = sealed_at - interval '1 day'",
    "seal deleted": "DELETE FROM audit_seal WHERE id = (SELECT min(id) FROM audit_seal)",
}


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("tampering", TAMPERING.values(), ids=TAMPERING)
async def test_s42_a_past_that_the_owner_changed_is_found(owner_url: str, tampering: str) -> None:
    await administer(owner_url, f"{SWITCH_OFF} {tampering}")
    assert (await verify()).broken is not None


@pytest.mark.usefixtures("log")
async def test_s42_the_command_names_the_first_seal_that_does_not_fit(
    owner_url: str, database_url: str
) -> None:
    await administer(owner_url, f"{SWITCH_OFF} {TAMPERING['deleted']}")
    verified = await audit_verify(database_url)
    assert verified.code == 1
    assert "監査ログが封印と合いません。最初に合わない封印: " in verified.err


@pytest.mark.usefixtures("log")
async def test_s42_an_event_that_appears_in_a_gap_of_the_past_is_found() -> None:
    """The application's role may add, but not where the log was sealed as complete."""
    await AuditEvent.raw("SELECT nextval('audit_event_id_seq')")
    await AuditEvent.raw("INSERT INTO audit_event (at, tag) VALUES (now(), 'a:b:c')")
    await seal_events(AT_ONCE)
    assert (await verify()).broken is None
    await AuditEvent.raw(
        "INSERT INTO audit_event (id, at, tag) SELECT max(id) - 1, now(), 'a:b:c' FROM audit_event"
    )
    assert (await verify()).broken is not None


@pytest.mark.usefixtures("log")
async def test_s42_the_newest_digest_leaves_the_database_every_business_day() -> None:
    digest = await load_digest(process_id(ProcessKind.DIGEST, 20261124), now())
    assert digest.seal == await newest_digest() != ""


async def test_s42_seals_made_anew_are_found_by_a_digest_that_was_kept(
    log: Applications, owner_url: str, database_url: str
) -> None:
    await log.invited("later@maker.example")
    kept = await newest_digest()
    await administer(owner_url, f"{SWITCH_OFF} {TAMPERING['deleted']}")
    await administer(owner_url, "DELETE FROM audit_seal")
    await seal_events(AT_ONCE)
    assert (await verify()).broken is None
    verified = await audit_verify(database_url, "--kept", kept)
    assert verified.code == 1
    assert "控えた値の封印がありません" in verified.err


async def test_s42_an_event_that_commits_late_is_sealed_and_no_false_alarm(
    log: Applications, database_url: str
) -> None:
    late = await asyncpg.connect(database_url)
    async with late.transaction():
        await late.execute("INSERT INTO audit_event (at, tag) VALUES (now(), 'a:late:c')")
        await log.invited("later@maker.example")
        await seal_events()
        assert (await verify()).broken is None
    await late.close()
    await seal_events(AT_ONCE)
    verified = await verify()
    assert (verified.broken, verified.waiting) == (None, 0)


@pytest.mark.usefixtures("pool")
async def test_s42_no_transaction_lives_until_its_events_count_as_complete() -> None:
    (row,) = await AuditSeal.raw("SELECT current_setting('transaction_timeout') AS lives")
    assert row["lives"] == "5min"


@pytest.mark.usefixtures("pool")
async def test_s42_many_events_are_sealed_piece_by_piece() -> None:
    await AuditEvent.raw(
        "INSERT INTO audit_event (at, tag) SELECT now(), 'a:b:c' FROM generate_series(1, {})",
        EVENTS_PER_SEAL + 1,
    )
    before = await AuditSeal.count()
    assert await seal_events(AT_ONCE) == 3
    assert await AuditSeal.count() == before + 3
    assert await seal_events(AT_ONCE) == 0
    verified = await verify()
    assert (verified.broken, verified.waiting, verified.fitting) == (None, 0, before + 3)


def test_s42_every_column_of_an_event_is_sealed() -> None:
    from db.audit_seals import _DIGEST

    columns = [column._meta.db_column_name for column in AuditEvent._meta.columns]  # noqa: SLF001
    assert [name for name in columns if f" {name}" not in _DIGEST] == []
