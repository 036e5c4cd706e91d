"""Chaos: people come, faults happen, and in the end nothing is lost, doubled or stuck."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import asyncpg
from temporalio.client import Client

from auditor.audit import audit
from auditor.law import Breach
from db.engine import database
from rig.chaos.clocks import unexplained
from rig.chaos.faults import Planned, bring_about, plan
from rig.chaos.ledger import Findings, Ledger, compare, waiting
from rig.chaos.lives import LIVES
from rig.chaos.people import Person, person
from rig.chaos.post import Post
from rig.chaos.site import Site

TO_SETTLE = 120.0
"""Seconds: a mail whose sender was killed is another's after 90."""

GRACE = timedelta(seconds=3)
OURS = "TaskQueue = 'enrolment'"

ARRIVING = 0.9
"""The part of the time within which people come."""

BETWEEN_SAMPLES = 5.0


@dataclass
class Report:
    """What chaos was, and what came of it."""

    seed: str
    makers: int
    faults: Counter[str]
    ledger: Ledger
    findings: Findings = field(default_factory=Findings)
    settled_after: float = 0.0
    """Seconds after the last fault."""

    lives: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)
    restarts: int = 0

    @property
    def acknowledged(self) -> int:
        return self.ledger.acts.total()

    def __str__(self) -> str:
        ledger, wrong = self.ledger, self.findings
        memory = [f"{each / 1e6:.0f} MB" for each in self._levels(self.memory)]
        connections = self._levels(self.connections)
        lines = (
            (
                f"seed {self.seed}: {self.makers} makers, {self.faults.total()} faults of "
                f"{len(self.faults)} kinds"
            ),
            *(f"  {times:4} {kind}" for kind, times in sorted(self.faults.items())),
            f"{self.acknowledged} acts acknowledged: {dict(sorted(_by_act(ledger).items()))}",
            (
                f"{len(wrong.lost)} lost, {len(wrong.doubled)} doubled, {len(wrong.stuck)} stuck, "
                f"{len(wrong.wrong)} wrong; mails that came twice as SMTP leaves it open: "
                f"{len(wrong.unavoidable)}"
            ),
            f"breaches that wrong clocks explain: {len(wrong.out_of_time)}",
            f"settled {self.settled_after:.0f} s after the last fault",
            (
                f"{ledger.pages} pages, the slowest {ledger.slowest:.1f} s "
                f"({ledger.slowest_page}); "
                f"met instead of what was wanted: {dict(ledger.errors)}"
            ),
            (
                f"before, at most, after: memory {memory}, connections {connections}; "
                f"{self.restarts} starts of programs"
            ),
            *wrong.all,
        )
        return "\n".join(lines)

    @staticmethod
    def _levels(samples: Sequence[int]) -> list[int]:
        return [samples[0], max(samples), samples[-1]]


async def chaos(  # noqa: PLR0913 -- all that makes one
    site: Site,
    seed: str,
    *,
    makers: int,
    faults: int | Sequence[Planned],
    seconds: float,
    to_settle: float = TO_SETTLE,
    meanwhile: Callable[[], Coroutine[object, object, None]] | None = None,
) -> Report:
    """Have it on a site; `seconds`: over which people and faults are spread.

    `to_settle`: seconds after the last fault within which all that was begun has to be done.
    `meanwhile` is awaited beside it, such as a release that goes forward and back.
    """
    ledger, post = Ledger(), Post(site.mail_directory)
    planned = plan(seed, faults, seconds) if isinstance(faults, int) else list(faults)
    report = Report(seed, makers, Counter(each.kind for each in planned), ledger)
    async with AsyncExitStack() as kept:
        await kept.enter_async_context(database(site.database_url))
        people = [
            await kept.enter_async_context(person(site, post, n, seed, ledger))
            for n in range(makers)
        ]
        await _sample(site, report)
        sampling = asyncio.create_task(_sample_again(site, report))
        living = [
            asyncio.create_task(_live(one, seconds * ARRIVING * one.number / makers))
            for one in people
        ]
        beside: list[asyncio.Task[None]] = (
            [] if meanwhile is None else [asyncio.create_task(meanwhile())]
        )
        await asyncio.gather(*beside, *(_happens(site, each) for each in planned))
        left, report.settled_after = await _settle(site, living, people, to_settle)
        sampling.cancel()
    report.findings = await compare(
        ledger, site.database_url, post.all(), site.mail.deliveries, site.killed_at
    )
    wrong, by_clocks = await _breaches(site, histories=OURS)
    report.findings.stuck += left
    report.findings.wrong += map(str, wrong)
    report.findings.out_of_time = [*map(str, by_clocks)]
    report.restarts = sum(program.starts for program in site.programs)
    await _sample(site, report)
    return report


async def _breaches(site: Site, histories: str = "") -> tuple[list[Breach], list[Breach]]:
    """What the auditor finds: what no wrong clock explains, and what one does."""
    client = await Client.connect(site.temporal_address)
    connection = await asyncpg.connect(site.database_url)
    try:
        now = datetime.now(UTC)
        found = await audit(connection, client, now, GRACE, histories=histories)
        wrong = await unexplained(connection, found, site.wrong_clocks, now, GRACE)
    finally:
        await connection.close()
    return wrong, [each for each in found if each not in wrong]


async def _live(one: Person, after: float) -> None:
    await asyncio.sleep(after)
    await LIVES[one.number % len(LIVES)](one)
    one.does = ""


async def _happens(site: Site, planned: Planned) -> None:
    await asyncio.sleep(planned.at)
    await bring_about(site, planned)


async def _settle(
    site: Site, living: Sequence[asyncio.Task[None]], people: Sequence[Person], within: float
) -> tuple[list[str], float]:
    """Wait until everybody is done, nothing waits and all is lawful.

    Gives who is not within so many seconds, and how many it took.
    """
    over = time.monotonic()
    await asyncio.wait(living, timeout=within)
    while time.monotonic() - over < within:
        if not await waiting(site.database_url) and not (await _breaches(site))[0]:
            break
        await asyncio.sleep(1)
    took = time.monotonic() - over
    stuck = [
        f"{one.name} ({LIVES[one.number % len(LIVES)].__name__}): {one.does}"
        for one, life in zip(people, living, strict=True)
        if not life.done()
    ]
    for life in living:
        life.cancel()
    ended = await asyncio.gather(*living, return_exceptions=True)
    stuck += [
        f"{one.name} gave up: {error!r}"
        for one, error in zip(people, ended, strict=True)
        if isinstance(error, Exception)
    ]
    return stuck, took


async def _sample_again(site: Site, report: Report) -> None:
    while True:
        await asyncio.sleep(BETWEEN_SAMPLES)
        await _sample(site, report)


async def _sample(site: Site, report: Report) -> None:
    report.memory.append(sum(program.memory() for program in site.programs))
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # it is away
        report.connections.append(await site.connections())


def _by_act(ledger: Ledger) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, act), times in ledger.acts.items():
        found[str(act)] += times
    return found
