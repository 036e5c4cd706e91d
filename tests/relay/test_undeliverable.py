"""News that cannot be delivered are set aside and shown, hold up nobody, and end nothing."""

from datetime import datetime, timedelta
from itertools import pairwise

import asyncpg
import pytest
from structlog.testing import capture_logs
from temporalio.client import Client

from db import outbox, troubles
from db.engine import DATABASE_AWAY
from db.tables.operation import Outbox
from domain.needs import TroubleKind
from relay.delivery import Relay
from rig.applications import Applications, another_form, now
from rig.databases import administer
from rig.waiting import until
from tests.news import waiting
from tests.relay.runs import Status, signals_of, status_of
from tests.relay.test_delivery import nothing_waits, running

GONE = "991122-000001-1"

UNDELIVERABLE: dict[str, tuple[str, str, dict[str, str], str]] = {
    "of an application that is not there": (GONE, "start", {}, "start: LookupError"),
    "of a 解約 that is not there": ("cancellation-999999", "start", {}, "start: LookupError"),
    "of a request that is not there": ("change-999999", "start", {}, "start: LookupError"),
    "of an import that is not there": ("import-999999", "start", {}, "start: LookupError"),
    "of a kind of process that is not known": ("merger-1", "start", {}, "start: ValueError"),
    "of a process that no workflow is for": ("digest-20261128", "start", {}, "start: KeyError"),
    "of a number that PostgreSQL has none of": (
        f"change-{10**30}",
        "start",
        {},
        "start: DataError 22000",
    ),
}


async def tell(process: str, signal: str, payload: dict[str, str]) -> None:
    await outbox.tell(process, signal, now(), **payload)


async def the_trouble() -> tuple[str, str]:
    (trouble,) = await troubles.troubles()
    assert trouble.kind is TroubleKind.NEWS_UNDELIVERABLE
    return trouble.process, trouble.reason


@pytest.mark.parametrize("what", UNDELIVERABLE)
async def test_one_processs_news_never_hold_up_anothers(
    applications: Applications, client: Client, relay: Relay, what: str
) -> None:
    process, signal, payload, reason = UNDELIVERABLE[what]
    await tell(process, signal, payload)
    number = await applications.submitted()
    await relay.one_round()
    assert await signals_of(client, number) == ["address_verified", "form_submitted"]
    assert await waiting() == [process]
    assert await the_trouble() == (process, reason)


async def test_a_signal_that_a_newer_web_tells_waits_for_a_newer_worker(
    applications: Applications, client: Client, relay: Relay
) -> None:
    number = await applications.invited()
    await tell(number, "form_moved", {"to": "1"})
    await tell(number, "link_renewed", {})
    await relay.one_round()
    assert await the_trouble() == (number, "form_moved: UnknownSignalError")
    assert await signals_of(client, number) == []
    assert await Outbox.count().where(Outbox.delivered_at.is_null()) == 2


async def test_a_field_that_a_newer_web_tells_waits_for_a_newer_worker(
    applications: Applications, relay: Relay
) -> None:
    number = await applications.invited()
    await tell(number, "link_renewed", {"because": "of a newer release"})
    await relay.one_round()
    assert await the_trouble() == (number, "link_renewed: TypeError")


async def test_what_temporal_refuses_is_told_with_its_code(
    applications: Applications, relay: Relay
) -> None:
    number = await applications.invited()
    await Outbox.raw(
        "UPDATE outbox SET signal = 'mail_bounced', payload = jsonb_build_object('key', repeat("
        "'x', 3000000))"
    )
    await relay.one_round()
    assert await the_trouble() == (number, "mail_bounced: RPCError INVALID_ARGUMENT")


async def test_the_log_has_a_line_for_the_try_and_one_for_a_process_that_stands_still(
    applications: Applications, client: Client
) -> None:
    """The second once, however often it is tried."""
    clock = Clock(now())
    relay = Relay(client, applications.settings.policy, clock)
    await relay.one_round()
    await tell(GONE, "start", {})
    with capture_logs() as logs:
        for _ in range(2):
            clock.moment += timedelta(minutes=2)
            await relay.one_round()
    tried = {
        "event": "relay.not_delivered",
        "process": GONE,
        "tried": "to deliver start",
        "trouble": "LookupError",
        "log_level": "warning",
    }
    stuck = {
        "event": "process.stuck",
        "process": GONE,
        "kind": "news_undeliverable",
        "reason": "start: LookupError",
        "log_level": "error",
    }
    assert logs == [tried, stuck, tried]


async def test_what_can_be_delivered_after_all_is_no_trouble_any_more(
    applications: Applications, client: Client, relay: Relay
) -> None:
    number = await applications.invited()
    await tell(number, "link_renewed", {"because": "of a newer release"})
    await relay.one_round()
    assert await the_trouble() == (number, "link_renewed: TypeError")
    # As a newer worker reads it.
    await Outbox.raw("UPDATE outbox SET payload = jsonb_build_object()")
    later = Relay(client, applications.settings.policy, lambda: now() + timedelta(minutes=5))
    await later.one_round()
    assert await troubles.troubles() == []
    assert await signals_of(client, number) == ["link_renewed"]


async def test_it_is_tried_again_more_and_more_seldom(
    applications: Applications, client: Client
) -> None:
    clock = Clock(now())
    await outbox.tell(GONE, "start", clock())
    relay = Relay(client, applications.settings.policy, clock)
    tried: list[datetime] = []
    while len(tried) < 8:
        await relay.one_round()
        (trouble,) = await troubles.troubles()
        if trouble.times > len(tried):
            tried.append(clock())
        clock.moment += timedelta(seconds=1)
    pauses = [(after - before).total_seconds() for before, after in pairwise(tried)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2, 60)


class Clock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


async def test_a_page_that_nudges_is_answered_whatever_becomes_of_it(
    applications: Applications, relay: Relay, owner_url: str
) -> None:
    number = await applications.invited()
    await tell("merger-1", "start", {})
    await relay.nudge("merger-1")
    assert await the_trouble() == ("merger-1", "start: ValueError")
    await administer(owner_url, "ALTER TABLE outbox RENAME TO no_outbox")
    await relay.nudge(number)


async def test_a_fault_that_nobody_thought_of_ends_no_round(
    applications: Applications, client: Client, relay: Relay, owner_url: str
) -> None:
    number = await applications.invited()
    await administer(owner_url, "ALTER TABLE outbox RENAME COLUMN held_until TO kept_until")
    with capture_logs() as logs:
        async with running(relay) as rounds:

            async def is_logged() -> bool:
                return any(entry["event"] == "round.failed" for entry in logs)

            await until(is_logged, "the fault to be logged")
            assert "42703" in {entry.get("code") for entry in logs}
            await administer(owner_url, "ALTER TABLE outbox RENAME COLUMN kept_until TO held_until")

            async def is_delivered() -> bool:
                return await status_of(client, number) is Status.RUNNING

            await until(is_delivered, "the next round")
            assert not rounds.done()


async def test_a_database_that_cuts_everybody_off_again_and_again_holds_up_nothing_for_long(
    applications: Applications, client: Client, relay: Relay
) -> None:
    numbers = [
        await applications.submitted(f"a{n}@n{n}.example", another_form()) for n in range(20)
    ]
    async with running(relay) as rounds:
        assert await _cut_off(applications.settings.database_url, times=100) >= 100
        await until(nothing_waits_any_more, "everything to be delivered")
        assert not rounds.done()
    assert await troubles.troubles() == []
    for number in numbers:
        assert (await signals_of(client, number))[-2:] == ["address_verified", "form_submitted"]


async def nothing_waits_any_more() -> bool:
    """A connection of ours may have been cut off too, and is asked for once more."""
    try:
        return await nothing_waits()
    except DATABASE_AWAY:
        return False


async def _cut_off(url: str, *, times: int) -> int:
    """End this many connections of others, as soon as each is there; gives how many there were."""
    connection = await asyncpg.connect(url)
    count = 0
    while count < times:
        count += await connection.fetchval(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND backend_type = 'client backend'
            """
        )
    await connection.close()
    return count
