"""S42: who owns the database cannot rewrite the past of the audit log unseen."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import asyncpg
import pytest

from auditor.log import LAWS
from auditor.seals import breaches_of_seals
from db.audit_seals import (
    AT_ONCE,
    Completed,
    resume_seals,
    seal_events,
    verify,
)
from db.companies.cancellations import load_cancellation
from db.companies.steps import end_company
from db.engine import ENGINE, bare_connection
from db.purging import (
    FORGOTTEN_NAME,
    delete_leftovers,
    forget_application,
    forget_company,
    processes_of,
)
from db.tables.companies import Company
from db.tables.operation import AuditEvent, EventSeal
from domain.event_seals import Fault, name_of
from rig.applications import Applications, now
from rig.companies import ADMINISTRATORS, cancellation_begun
from rig.members import id_manager_of
from tests.security.sealed_log import NEWEST, attacked

ANOTHER_KEY = b"a key that the attacker made up, 40 long"

MADE_UP = """
    INSERT INTO audit_event (id, at, tag) VALUES ({gap}, now(), 'a:b:c');
    INSERT INTO event_seal SELECT {gap}, {before_gap}, digest, key, mac FROM event_seal
    WHERE event = {third}
"""
SWAPPED = """
    UPDATE audit_event SET id = -1 WHERE id = {third};
    UPDATE audit_event SET id = {third} WHERE id = {fourth};
    UPDATE audit_event SET id = {fourth} WHERE id = -1
"""
ATTACKS = {
    "a detail": (
        "UPDATE audit_event SET details = '{{\"by\": 2}}' WHERE id = {third}",
        "third changed",
    ),
    "the tag": ("UPDATE audit_event SET tag = 'a:b:c' WHERE id = {third}", "third changed"),
    "the time": (
        "UPDATE audit_event SET at = at - interval '1 ms' WHERE id = {last}",
        "last changed",
    ),
    "whom it is about": (
        "UPDATE audit_event SET account_id = '999' WHERE id = {third}",
        "third changed",
    ),
    "two swapped": (SWAPPED, "third changed"),
    "one removed": ("DELETE FROM audit_event WHERE id = {third}", "third removed"),
    "one removed with its seal": (
        "DELETE FROM audit_event WHERE id = {third}; DELETE FROM event_seal WHERE event = {third}",
        "third removed",
    ),
    "the last removed": ("DELETE FROM audit_event WHERE id = {last}", "last removed"),
    "the last ten removed": ("DELETE FROM audit_event WHERE id > {last} - 10", "tenth removed"),
    "put into a gap": (
        "INSERT INTO audit_event (id, at, tag) VALUES ({gap}, now(), 'a:b:c')",
        "gap put_in",
    ),
    "put before all": (
        "INSERT INTO audit_event (id, at, tag) VALUES (-5, now(), 'a:b:c')",
        "-5 put_in",
    ),
    "put in with a seal of another": (MADE_UP, "gap changed"),
    "a seal alone removed": ("DELETE FROM event_seal WHERE event = {third}", "third put_in"),
    "a seal's HMAC": ("UPDATE event_seal SET mac = digest WHERE event = {third}", "third forged"),
    "a seal's key": (
        "UPDATE event_seal SET key = '00000000' WHERE event = {third}",
        "third forged",
    ),
    "a seal's digest": (
        "UPDATE event_seal SET digest = mac WHERE event = {third}",
        "third changed",
    ),
    "what a seal says came before": (
        "UPDATE event_seal SET before = 0 WHERE event = {third}",
        "third forged",
    ),
}


async def test_s42_each_attack_is_told_with_its_event(log: Applications) -> None:
    ids = [row["id"] for row in await AuditEvent.raw("SELECT id FROM audit_event ORDER BY id")]
    known = {"third": ids[2], "fourth": ids[3], "last": ids[-1], "gap": ids[-1] - 1}
    known |= {"before_gap": ids[-2], "tenth": min(each for each in ids if each > ids[-1] - 10)}
    told = {}
    for name, (attack, _) in ATTACKS.items():
        async with attacked(attack.format(**known)):
            told[name] = await first_fault(log.settings.link_keys, known)
            assert await auditor_tells(log.settings.link_keys), name
    assert await first_fault(log.settings.link_keys, known) == ""
    assert told == {name: expected for name, (_, expected) in ATTACKS.items()}


async def first_fault(keys: Sequence[bytes], known: dict[str, int]) -> str:
    found = await verify(keys)
    if not found.broken:
        return ""
    names = {event: name for name, event in known.items() if name != "before_gap"}
    first = found.broken[0]
    return f"{names.get(first.event, first.event)} {first.fault}"


async def auditor_tells(keys: Sequence[bytes]) -> bool:
    """Whether the auditor, who shares nothing with `verify`, finds it too."""
    (law,) = [each for each in LAWS if each.name == "the_log_is_sealed"]
    moment = "WITH moment (now, late) AS (SELECT now(), now()) SELECT * FROM ("
    among = await AuditEvent.raw(f"{moment}{law.breaches}) AS found")
    running = ENGINE.current_transaction.get()
    if running is not None:
        return bool(among or await breaches_of_seals(running.connection, keys))
    async with bare_connection() as connection:
        return bool(among or await breaches_of_seals(connection, keys))


Rewriting = Callable[[bytes], Awaitable[None]]


async def under_a_key_of_their_own(_: bytes) -> None:
    await seal_events([ANOTHER_KEY], NEWEST)


async def under_the_name_of_ours(ours: bytes) -> None:
    await seal_events([ANOTHER_KEY], NEWEST)
    await EventSeal.raw("UPDATE event_seal SET key = {}", name_of(ours))


@pytest.mark.parametrize("rewriting", [under_a_key_of_their_own, under_the_name_of_ours])
async def test_s42_who_lacks_the_key_cannot_make_the_whole_chain_anew(
    log: Applications, rewriting: Rewriting
) -> None:
    keys = log.settings.link_keys
    async with attacked("DELETE FROM event_seal"):
        await AuditEvent.raw("UPDATE audit_event SET tag = 'a:b:c' WHERE tag = 'a:b:last'")
        await rewriting(keys[0])
        found = await verify(keys)
        assert {each.fault for each in found.broken} == {Fault.FORGED}
        assert await auditor_tells(keys)


async def test_s42_nobodys_erasure_breaks_a_seal(log: Applications) -> None:
    keys, later = log.settings.link_keys, now() + timedelta(days=800)
    (left,) = await Company.raw(
        "SELECT company_id, application_number FROM company WHERE application_number IS NOT NULL"
    )
    company = left["company_id"]
    cancellation = await cancellation_begun(await id_manager_of(left["application_number"]))
    until = (await load_cancellation(cancellation)).ends_at
    await end_company(cancellation, until, ADMINISTRATORS, now())
    await forget_company(company, await processes_of(company), later)
    await forget_application(await log.invited("left@maker.example"), later)
    assert await Company.exists().where(Company.name == FORGOTTEN_NAME)
    await delete_leftovers(log.settings.purge, later)
    await seal_events(keys, NEWEST)
    found = await verify(keys)
    assert (found.faults, found.waiting) == (0, 0)
    assert not await auditor_tells(keys)


async def test_s42_keys_change_and_the_old_one_goes(log: Applications) -> None:
    old, new = log.settings.link_keys, (b"n" * 40, *log.settings.link_keys)
    await log.invited("under-the-new@maker.example")
    await seal_events(new, NEWEST)
    assert (await verify(new)).faults == 0
    found = await verify(new[:1])
    assert (found.faults, found.unchecked < found.sealed) == (0, True)
    assert found.unchecked > 0
    assert (await verify(old)).broken[0].fault is Fault.FORGED


async def test_s42_nothing_is_built_upon_a_seal_of_a_lost_key_unless_somebody_says_so(
    log: Applications,
) -> None:
    new = [b"n" * 40]
    assert not await resume_seals(log.settings.link_keys, now())
    assert (await verify(new)).broken[-1].fault is Fault.FORGED
    assert await resume_seals(new, now())
    await seal_events(new, NEWEST)
    assert (await verify(new)).faults == 0


async def test_s42_an_event_that_commits_late_is_awaited(
    log: Applications, database_url: str
) -> None:
    completed, keys = Completed(), log.settings.link_keys
    late = await asyncpg.connect(database_url)
    async with late.transaction():
        await late.execute("INSERT INTO audit_event (at, tag) VALUES (now(), 'a:late:c')")
        await log.invited("later@maker.example")
        for _ in range(3):
            await seal_events(keys, await completed.through() or 0)
        (newest,) = await AuditEvent.raw("SELECT max(event) AS sealed FROM event_seal")
    await late.close()
    for _ in range(2):
        await seal_events(keys, await completed.through() or 0)
    found = await verify(keys)
    assert (found.faults, found.waiting) == (0, 0)
    assert await EventSeal.count().where(EventSeal.event > newest["sealed"]) > 1


async def test_s42_many_events_are_sealed_piece_by_piece(log: Applications) -> None:
    await AuditEvent.raw(
        "INSERT INTO audit_event (at, tag) SELECT now(), 'a:b:c' FROM generate_series(1, {})",
        AT_ONCE + 1,
    )
    keys = log.settings.link_keys
    assert await seal_events(keys, NEWEST) == AT_ONCE + 1
    assert await seal_events(keys, NEWEST) == 0
    assert (await verify(keys)).faults == 0


def test_s42_every_column_of_an_event_is_sealed() -> None:
    from db.audit_seals import _CONTENT

    columns = [column._meta.db_column_name for column in AuditEvent._meta.columns]  # noqa: SLF001
    assert [name for name in columns if f" {name}" not in _CONTENT] == []
