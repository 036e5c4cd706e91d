"""A wrong clock explains what it wrote, and nothing else: a law that is truly broken is found."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from auditor.facts import read_laws
from db.audit_seals import seal_events
from db.tables.operation import Outbox
from rig.applications import Applications, now
from rig.chaos.clocks import WrongClock, unexplained
from rig.databases import for_owner
from settings import Settings

AN_HOUR, A_MINUTE = timedelta(hours=1), timedelta(minutes=1)
NEWEST = 2**62

# What is written too early or too late, by so much; a negative time is one that is too early.
WRITES = {
    "ids_have_their_approval": ("UPDATE company SET enrolled_at = enrolled_at + $1::interval", -1),
    "who_was_asked_decides": ("UPDATE decision SET decided_at = decided_at + $1::interval", -1),
    "void_links_open_nothing": (
        "UPDATE link SET used_at = now() + $1::interval, expires_at = now() + interval '30 s'",
        1,
    ),
    "news_keep_their_order": (
        "UPDATE outbox SET delivered_at = delivered_at + $1::interval WHERE signal = 'start'",
        1,
    ),
    "the_log_is_sealed": (
        "INSERT INTO audit_event (at, tag) VALUES (now() + $1::interval, 'a:b:c')",
        -1,
    ),
}
TRULY = dict.fromkeys(WRITES, 2 * A_MINUTE) | {"the_log_is_sealed": 2 * AN_HOUR}
"""By how much a law is broken without any clock."""


@pytest.fixture
async def owner(
    pool: str, settings: Settings
) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection that may break laws, to a database that keeps them all."""
    await Applications(settings).enrolled()
    await Outbox.raw("UPDATE outbox SET delivered_at = recorded_at")
    await seal_events(settings.link_keys, NEWEST)
    connection = await asyncpg.connect(for_owner(pool))
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


async def _broken(connection: "asyncpg.Connection[asyncpg.Record]", *wrong: WrongClock) -> set[str]:
    """The laws that are broken, but for what wrong clocks explain."""
    found = await read_laws(connection, now(), AN_HOUR)
    return {each.law for each in await unexplained(connection, found, wrong, now(), AN_HOUR)}


def _clock(by: timedelta, ago: timedelta = timedelta()) -> WrongClock:
    return WrongClock(now() - ago - A_MINUTE, now() - ago + A_MINUTE, by)


@pytest.mark.parametrize("law", WRITES)
async def test_what_a_clock_wrote_that_was_wrong_then_is_its_doing(
    owner: "asyncpg.Connection[asyncpg.Record]", law: str
) -> None:
    assert await _broken(owner) == set()
    statement, sign = WRITES[law]
    await owner.execute(statement, sign * AN_HOUR)
    assert await _broken(owner) == {law}
    assert await _broken(owner, _clock(sign * AN_HOUR)) == set()
    elsewhere = _clock(-sign * AN_HOUR), _clock(sign * AN_HOUR, ago=10 * A_MINUTE)
    assert await _broken(owner, *elsewhere) == {law}


@pytest.mark.parametrize("law", WRITES)
async def test_what_no_clock_wrote_is_found_however_wrong_clocks_were(
    owner: "asyncpg.Connection[asyncpg.Record]", law: str
) -> None:
    statement, sign = WRITES[law]
    await owner.execute(statement, sign * TRULY[law])
    assert await _broken(owner, _clock(AN_HOUR), _clock(-AN_HOUR)) == {law}
