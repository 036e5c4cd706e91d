"""A worker seals the log, and tells of what it saw sealed and does not find any more (S42)."""

from collections.abc import Sequence

import asyncpg
import pytest
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment

from activities.audit import AuditActivities
from db.audit_seals import newest_head, verify
from db.breaches import count_breaches, note_breaches
from db.tables.operation import AuditEvent
from relay.sealing import PATIENCE, Sealer
from rig.applications import Applications, now


@pytest.fixture
async def sealer(applications: Applications) -> Sealer:
    """A worker that has sealed some events."""
    await applications.invited()
    return await sealing(Sealer(applications.settings.link_keys))


async def sealing(sealer: Sealer) -> Sealer:
    """Two rounds are what an event takes when nothing else is being done."""
    for _ in range(2):
        await sealer.seal()
    return sealer


class Night:
    """The auditor's looks, as Temporal has them done."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.signs_of_life = 0

    async def of(self, keys: Sequence[bytes]) -> None:
        """One look by who has these keys; it may take hours, so that it says that it lives."""
        environment = ActivityEnvironment()
        environment.on_heartbeat = self._beaten
        await environment.run(AuditActivities(self._client, keys).look_for_breaches)

    def _beaten(self, *_details: object) -> None:
        self.signs_of_life += 1


async def attack(owner_url: str, statements: str) -> None:
    connection = await asyncpg.connect(owner_url)
    await connection.execute(f"SET session_replication_role = replica; {statements}")
    await connection.close()


CUT_OFF = """
    DELETE FROM event_seal WHERE event = (SELECT max(id) FROM audit_event);
    DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)
"""
CHANGE = "UPDATE audit_event SET tag = 'a:b:c' WHERE id = (SELECT max(id) FROM audit_event)"


async def test_events_are_sealed_within_two_rounds(
    sealer: Sealer, applications: Applications
) -> None:
    await applications.invited("later@maker.example")
    await sealing(sealer)
    found = await verify(applications.settings.link_keys)
    assert (found.faults, found.waiting) == (0, 0)
    assert await count_breaches() == {}


@pytest.mark.parametrize(
    "statements",
    [CUT_OFF, "UPDATE audit_event SET tag = 'a:b:c'; DELETE FROM event_seal"],
    ids=["the newest removed", "sealed anew"],
)
async def test_what_only_a_head_shows_is_told_by_who_remembers_it(
    sealer: Sealer, applications: Applications, owner_url: str, statements: str
) -> None:
    await attack(owner_url, statements)
    await applications.invited("later@maker.example")
    for _ in range(2):
        await sealing(sealer)
        assert await count_breaches() == {"the_log_only_grows": 1}
        await note_breaches([], now())  # as the night does, which cannot see it
    assert (await verify(applications.settings.link_keys)).faults == 0


async def test_a_restore_is_no_attack(
    sealer: Sealer, applications: Applications, owner_url: str
) -> None:
    head = await newest_head()
    assert head is not None
    await attack(owner_url, CUT_OFF)
    await applications.invited("later@maker.example")
    # As `inforex restored` notes it; it moves the sequences too, which this role may not.
    await AuditEvent.raw(
        "INSERT INTO audit_event (at, tag, details)"
        " VALUES (now(), 'operator:database:restore', jsonb_build_object('after', {}::bigint))",
        head.event - 1,
    )
    await sealing(sealer)
    assert await count_breaches() == {}
    assert (await newest_head() or head).event > head.event


async def test_a_key_that_a_worker_is_still_to_be_told_is_no_attack_and_one_of_nobody_is(
    sealer: Sealer,  # noqa: ARG001 -- it has sealed what there is
) -> None:
    behind = Sealer([b"n" * 40])
    for _ in range(PATIENCE):
        await behind.seal()
    assert await count_breaches() == {}
    await behind.seal()
    assert await count_breaches() == {"seals_are_ours": 1}


async def test_the_night_finds_what_was_changed(
    sealer: Sealer,  # noqa: ARG001 -- it has sealed what there is
    client: Client,
    applications: Applications,
    owner_url: str,
) -> None:
    night, keys = Night(client), applications.settings.link_keys
    await night.of(keys)
    assert night.signs_of_life
    assert "events_are_as_sealed" not in await count_breaches()
    await attack(owner_url, CHANGE)
    await night.of(keys)
    assert (await count_breaches())["events_are_as_sealed"] == 1
    assert "seals_are_ours" not in await count_breaches()
    await night.of([b"n" * 40])
    assert (await count_breaches())["seals_are_ours"] == 1
