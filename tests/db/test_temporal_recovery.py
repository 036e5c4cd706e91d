"""A database that was restored: no number is given twice, and nobody is logged in any more."""

import json
from collections.abc import AsyncIterator

import pytest

from db.engine import database
from db.identity.challenges import begin_challenge
from db.identity.credentials import load_credentials_of
from db.identity.login_records import Origin
from db.identity.sessions import begin
from db.tables.administration import AdministratorSession
from db.tables.companies import LoginSession
from db.tables.members import LoginChallenge
from db.tables.operation import AuditEvent, Outbox
from db.temporal_recovery import (
    KEYS_SKIPPED,
    NUMBERS_SKIPPED,
    adopt_temporal,
    recorded_stages,
    reset_after_restore,
    temporal_home,
)
from domain.logins import ADMINISTRATORS
from rig.applications import Applications, now
from rig.console.staff import person
from rig.members import id_manager


@pytest.fixture
async def pool(owner_url: str) -> AsyncIterator[str]:
    """The database for its owner, as `inforex restored` opens it."""
    async with database(owner_url):
        yield owner_url


async def reached() -> dict[str, int]:
    """The last number that each sequence gave."""
    rows = await Outbox.raw(
        "SELECT sequencename AS name, coalesce(last_value, start_value) AS last FROM pg_sequences"
    )
    return {row["name"]: row["last"] for row in rows}


async def skipped() -> dict[str, int]:
    before = await reached()
    await reset_after_restore(now(), workflows_deleted=0)
    return {name: last - before[name] for name, last in (await reached()).items()}


@pytest.mark.usefixtures("pool")
async def test_every_sequence_is_moved_on_one_of_a_later_release_too() -> None:
    await Outbox.raw('CREATE SEQUENCE "of a later release"')
    await Outbox.raw("CREATE TABLE later (id bigint GENERATED ALWAYS AS IDENTITY)")
    by = await skipped()
    for name in ("application_serial", "company_serial", "process_serial", "of a later release"):
        assert by.pop(name) == NUMBERS_SKIPPED
    assert {"account_id_seq", "outbox_id_seq", "later_id_seq"} <= set(by)
    assert min(by.values()) == KEYS_SKIPPED


@pytest.mark.usefixtures("pool")
async def test_numbers_that_are_short_never_run_out_by_it() -> None:
    await Outbox.raw(
        "SELECT setval('application_serial', 999000), setval('company_serial', 9999999)"
    )
    by = await skipped()
    assert (by["application_serial"], by["company_serial"]) == (499, 0)


async def test_the_next_application_has_a_number_that_nobody_had(
    applications: Applications,
) -> None:
    before = await applications.invited("a@one.example")
    await reset_after_restore(now(), workflows_deleted=0)
    after = await applications.invited("b@two.example")
    assert int(after.split("-")[1]) - int(before.split("-")[1]) == NUMBERS_SKIPPED + 1


@pytest.mark.usefixtures("pool")
async def test_temporal_is_forgotten_and_again_is_no_harm() -> None:
    await adopt_temporal("the namespace from before", now())
    for _ in range(2):
        await reset_after_restore(now(), workflows_deleted=0)
        assert await temporal_home() is None


async def test_everybody_is_logged_out_and_the_audit_log_says_so(
    applications: Applications,
) -> None:
    member = await (await id_manager(applications)).credentials()
    staff = await load_credentials_of(ADMINISTRATORS, (await person()).administrator)
    assert staff is not None
    for who in (member, staff):
        await begin(who, Origin("", ""), replaces=None, now=now())
    await begin_challenge("account:1", now())
    taken_up = await reset_after_restore(now(), workflows_deleted=7)
    assert taken_up.sessions == 3
    for table in (LoginSession, AdministratorSession, LoginChallenge):
        assert not await table.exists()
    event = await AuditEvent.objects().get(AuditEvent.tag == "operator:database:restore")
    assert event is not None
    details = json.loads(event.details)
    assert 0 < details.pop("after") < event.id
    assert details == {"sequences": taken_up.sequences, "sessions": 3, "workflows": 7}


async def test_of_what_temporal_knows_the_recorded_is_told_with_its_stage(
    applications: Applications,
) -> None:
    number = await applications.awaiting_approval()
    known = [number, "261128-000099-9", "change-1", "cancellation-1", "letters-1"]
    assert await recorded_stages(known) == {number: "awaiting_approval"}
    assert await recorded_stages([]) == {}
