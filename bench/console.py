"""The console with 200,000 applications and 3,000,000 accounts: median, 99th percentile, queries.

`python -m bench.console [--plans FILE]` fills a database of its own, which takes minutes, or uses
the one that DATABASE_URL names, which it fills once and leaves. With `--plans`, the plan of every
query is written to the file.
"""

import asyncio
import contextlib
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import asyncpg
import structlog
from piccolo.querystring import QueryString

from bench.console_acts import (
    Act,
    addresses,
    boxes,
    dashboards,
    pages,
    people,
    queues,
    samples,
    searches,
)
from bench.console_data import APPLICATIONS, fill
from db.demo.seeding import seed
from db.engine import ENGINE, database
from db.migrate import migrate
from db.tables.enrolment import Application
from rig.console.staff import logged_in
from rig.servers import start_postgres
from rig.site import Clock, RelayWithoutTemporal, Site, running
from settings import Settings
from web.app import create_app

RUNS, FEW_RUNS = 200, 50
Queries = list[tuple[str, list[Any]]]


def main(plans: Path | None) -> None:
    url = os.environ.get("DATABASE_URL")
    with contextlib.nullcontext(url) if url else start_postgres(forgetful=False) as server:
        asyncio.run(_measure(str(server), plans))


async def _measure(url: str, plans: Path | None) -> None:
    now = datetime.now(UTC)
    await _fill_once(url, now)
    asked: dict[str, Queries] = {}
    async with database(url):
        rows = await samples()
        acts = boxes(rows, await people()) | queues() | searches(rows, now) | pages(rows)
        for name, act in acts.items():
            asked[name] = await _report(name, act, RUNS)
        for name, act in (await dashboards(now)).items():
            asked[name] = await _report(name, act, FEW_RUNS)
        paths = await addresses()
    async with _site(url, now) as site:
        for path in paths:
            await _report(f"GET {path}", partial(_get, site, path), FEW_RUNS)
    if plans is not None:
        await asyncio.to_thread(plans.write_text, await _plans(url, asked))


async def _fill_once(url: str, now: datetime) -> None:
    await migrate(url, url)
    async with database(url):
        if await Application.count() >= APPLICATIONS:
            return
        await seed(datetime(2026, 1, 1, tzinfo=UTC))
    began = time.perf_counter()
    await fill(url, now)
    sys.stdout.write(f"filled in {time.perf_counter() - began:.0f} s\n")


async def _report(name: str, act: Act, runs: int) -> Queries:
    """Print how long an act takes, and give the queries of the last time."""
    await act()
    times = [await _milliseconds(act) for _ in range(runs)]
    with _listening() as queries:
        await act()
    sys.stdout.write(
        f"{median(times):7.1f} ms median {quantiles(times, n=100)[-1]:7.1f} ms p99"
        f" {len(queries):3} queries  {name}\n"
    )
    return queries


async def _milliseconds(act: Act) -> float:
    began = time.perf_counter()
    await act()
    return (time.perf_counter() - began) * 1000


@contextlib.contextmanager
def _listening() -> Iterator[Queries]:
    """Note every query while the block lasts."""
    queries: Queries = []
    run = ENGINE.run_querystring

    async def note_and_run(querystring: QueryString, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Piccolo's signature
        queries.append(querystring.compile_string())
        return await run(querystring, in_pool)

    with contextlib.ExitStack() as stack:
        stack.callback(setattr, ENGINE, "run_querystring", run)
        setattr(ENGINE, "run_querystring", note_and_run)  # noqa: B010 -- a method is replaced
        yield queries


@contextlib.asynccontextmanager
async def _site(url: str, now: datetime) -> AsyncIterator[Site]:
    """The site in this process, with somebody logged in."""
    os.environ["TEMPORAL_ADDRESS"] = "127.0.0.1:1"
    settings = Settings.from_environment(
        {
            "DATABASE_URL": url,
            "BASE_URL": "https://inforex.test",
            "LINK_KEYS": secrets.token_hex(32),
            "CSRF_SECRET": secrets.token_hex(32),
        }
    )
    app = create_app(settings, clock=Clock(now))
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    async with running(app):
        app.state.relay = relay = RelayWithoutTemporal()
        site = Site(app, Clock(now), relay)
        async with site.client:
            await logged_in(site, mail_address=f"bench-{secrets.token_hex(4)}@inforex.example")
            yield site


async def _get(site: Site, path: str) -> None:
    response = await site.client.get(path)
    response.raise_for_status()


async def _plans(url: str, asked: dict[str, Queries]) -> str:
    connection = await asyncpg.connect(url)
    try:
        lines = []
        for name, queries in asked.items():
            for sql, values in queries:
                rows = await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", *values)
                lines += [f"== {name}", sql.strip(), "", *(row[0] for row in rows), ""]
        return "\n".join(lines)
    finally:
        await connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[2]) if sys.argv[1:2] == ["--plans"] else None)
