"""S42: what a head that was kept elsewhere tells of the audit log, and what the command says."""

from collections.abc import Sequence

import asyncpg

from db.audit_seals import Place, newest_head, place_of, seal_events, verify
from db.console.digest import load_digest
from db.engine import ENGINE
from db.tables.operation import AuditEvent
from db.temporal_recovery import reset_after_restore
from domain.event_seals import Head
from domain.processes import ProcessKind, process_id
from rig.applications import Applications, now
from tests.inforex.test_program import Outcome, inforex
from tests.security.sealed_log import CUT_OFF, NEWEST, attacked
from texts.audit_log import act_of


async def audit_verify(log: Applications, *more: str) -> Outcome:
    keys = " ".join(key.decode() for key in log.settings.link_keys)
    return await inforex(
        "audit", "verify", *more, DATABASE_URL=log.settings.database_url, LINK_KEYS=keys
    )


async def again_without_the_last(keys: Sequence[bytes]) -> None:
    """The newest goes with its seal, and others come."""
    await cut_off(keys)
    await AuditEvent.raw("INSERT INTO audit_event (at, tag) VALUES (now(), 'a:b:c')")
    await seal_events(keys, NEWEST)


async def cut_off(_: Sequence[bytes]) -> None:
    await ENGINE.run_script(CUT_OFF)


async def sealed_anew_by_a_worker(keys: Sequence[bytes]) -> None:
    """Who may delete seals has the workers make them, by the true key, for another past."""
    await ENGINE.run_script(
        "DELETE FROM event_seal; UPDATE audit_event SET tag = 'a:b:c' WHERE tag = 'a:b:last'"
    )
    await seal_events(keys, NEWEST)


async def restored(keys: Sequence[bytes]) -> None:
    """The database is of an earlier moment, and goes on."""
    await cut_off(keys)
    await reset_after_restore(now(), workflows_deleted=0)
    await seal_events(keys, NEWEST)


async def left_alone(keys: Sequence[bytes]) -> None:
    await AuditEvent.raw("INSERT INTO audit_event (at, tag) VALUES (now(), 'a:b:c')")
    await seal_events(keys, NEWEST)


PASTS = {
    left_alone: Place.STANDS,
    cut_off: Place.YOUNGER,
    again_without_the_last: Place.REMOVED,
    sealed_anew_by_a_worker: Place.OTHER,
    restored: Place.RESTORED,
}


async def test_s42_a_head_that_was_kept_elsewhere_tells_what_the_chain_cannot(
    log: Applications,
) -> None:
    head = await newest_head()
    assert head is not None
    for past, place in PASTS.items():
        async with attacked("SELECT 1"):
            await past(log.settings.link_keys)
            assert (await verify(log.settings.link_keys)).faults == 0
            assert (past, (await place_of(head)).place) == (past, place)


async def test_s42_a_restore_excuses_only_what_it_lost(log: Applications) -> None:
    """What was removed before the moment of a restore was not lost by it."""
    head = await newest_head()
    assert head is not None
    async with attacked("SELECT 1"):
        await again_without_the_last(log.settings.link_keys)
        await reset_after_restore(now(), workflows_deleted=0)
        assert (await place_of(head)).place is Place.REMOVED


async def test_s42_the_command_names_the_event_and_what_is_wrong_with_it(
    log: Applications, owner_url: str
) -> None:
    (row,) = await AuditEvent.raw("SELECT max(id) AS id FROM audit_event WHERE tag = 'a:b:last'")
    other = "UPDATE audit_event SET tag = 'applicant:form:submit' WHERE tag = 'a:b:last'"
    await as_owner(owner_url, other)
    verified = await audit_verify(log)
    assert verified.code == 1
    assert f"最初に合わない記録: {row['id']}（変更されている）" in verified.err
    assert act_of("applicant:form:submit") in verified.out, "the console's word"


async def as_owner(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"SET session_replication_role = replica; {statement}")
    await connection.close()


async def test_s42_the_command_says_since_when_a_head_is_right(
    log: Applications, owner_url: str
) -> None:
    head = await newest_head()
    verified = await audit_verify(log, "--head", str(head))
    assert (verified.code, verified.err) == (0, "")
    assert "控えた時のままです。" in verified.out
    assert str(head) in verified.out
    await as_owner(owner_url, CUT_OFF)
    younger = await audit_verify(log, "--head", str(head))
    assert younger.code == 1
    assert "最新の記録が削除されています" in younger.err
    await reset_after_restore(now(), workflows_deleted=0)
    lost = await audit_verify(log, "--head", str(head))
    assert (lost.code, lost.err) == (0, "")
    assert "復元したデータベースより新しい" in lost.out


async def test_s42_the_newest_head_leaves_the_database_every_business_day(
    log: Applications,
) -> None:
    digest = await load_digest(process_id(ProcessKind.DIGEST, 20261124), now())
    assert await place_of(Head.parse(digest.seal))
    assert (await audit_verify(log, "--head", digest.seal)).code == 0
