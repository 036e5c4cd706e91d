"""The company search over made-up names: median and 99th percentile for each kind of query.

`python -m bench.company_search [NAMES]` fills a database of its own with 1,000,000 companies, or
as many as are said, and asks what people ask, one search after another. A time is the processor
time that the server takes for all statements of a search, which other work on the machine hardly
changes; in brackets stands how long the program waits for their answers. Beside them stands the
least that any query costs: one row by its primary key.
"""

import asyncio
import contextlib
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import asyncpg
from piccolo.querystring import QueryString

from bench.company_names import (
    FORM_WEIGHTS,
    FORMS,
    KATAKANA,
    PLACES,
    TRADES,
    MadeUpName,
    made_up_names,
)
from bench.rows import Row, show
from db.companies.search import search_companies
from db.engine import ENGINE, database
from db.migrate import migrate
from db.tables.companies import Company
from domain.identifiers import company_id
from domain.places import PREFECTURES
from domain.romaji import romanised
from rig.servers import start_postgres

NAMES = 1_000_000
SEED = 20261129
FIRST_COMPANY = 1_000_000
SEARCHES = 300
"""Of each kind."""

_COLUMNS = (
    "company_id",
    "name",
    "name_kana",
    "search_key",
    "loose_search_key",
    "head_office",
    "enrolled_at",
)
_SIZES = """
    SELECT relname, pg_size_pretty(pg_relation_size(oid)) AS size
    FROM pg_class WHERE relname LIKE 'company\\_key%' AND relkind IN ('r', 'i') ORDER BY relname
"""

Kind = Callable[[random.Random, Callable[[], MadeUpName]], str]


def rows(names: int = NAMES) -> list[Row]:
    """Measure on a PostgreSQL of its own, or on what `DATABASE_URL` names."""
    url = os.environ.get("DATABASE_URL")
    with contextlib.nullcontext(url) if url else start_postgres() as server:
        return asyncio.run(_measure(str(server), names))


async def _measure(url: str, names: int) -> list[Row]:
    await migrate(url, url)
    await _fill_once(url, names)
    dice = random.Random(SEED + 1)  # noqa: S311 -- to be thrown again, not to be secret
    known = list(made_up_names(min(names, 100_000), SEED))
    async with database(url):
        for row in await Company.raw(_SIZES):
            _say(f"{row['size']:>12}  {row['relname']}")
        bare = await _times("a bare query: one row by its primary key", _bare, _ids(dice, names))
        found = []
        for kind, draw in KINDS.items():
            typed = [draw(dice, lambda: dice.choice(known)) for _ in range(SEARCHES)]
            found.append(_row(kind, names, await _times(kind, search_companies, typed), bare))
        return found


def _row(kind: str, names: int, ours: tuple[float, float], bare: tuple[float, float]) -> Row:
    what = f"search among {names:,}: {kind}, ms of PostgreSQL, median and p99 (bare: a row by key)"
    said, beside = (f"{middle:.1f}, {worst:.1f}" for middle, worst in (ours, bare))
    return Row(what, said, beside, ours[0] / bare[0], "p99 ≤ 10")


async def _fill_once(url: str, names: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("SELECT count(*) FROM company_key"):
            return
        began = time.perf_counter()
        await _fill(connection, names)
        _say(f"{names:,} companies in {time.perf_counter() - began:.0f} s")
    finally:
        await connection.close()


async def _fill(connection: asyncpg.Connection, names: int) -> None:
    """Companies first, then all keys at once, as the migration makes them, then what finds them."""
    await connection.execute("SET maintenance_work_mem = '1GB'; SET work_mem = '64MB'")
    await connection.execute("SET session_replication_role = replica")
    await _drop_indexes(connection, "company")  # Others than the search ask them.
    made_again = await _drop_indexes(connection, "company_key")
    await connection.copy_records_to_table("company", records=_rows(names), columns=_COLUMNS)
    await connection.execute(
        """
        INSERT INTO company_key (company, key)
        SELECT company_id, key
        FROM company, unnest(ARRAY[widest_key(loose_search_key), reading_key(name_kana)]) AS key
        WHERE key <> '' ON CONFLICT DO NOTHING
        """
    )
    for index in made_again:
        await connection.execute(index)
    await connection.execute("VACUUM ANALYZE")


async def _drop_indexes(connection: asyncpg.Connection, table: str) -> list[str]:
    """Drop what is quicker made again than kept up; gives the statements that make it."""
    rows = await connection.fetch(
        """
        SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
        FROM pg_index WHERE indrelid = $1::text::regclass
            AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        """,
        table,
    )
    for row in rows:
        await connection.execute(f"DROP INDEX {row['name']}")
    return [row["definition"] for row in rows]


def _rows(names: int) -> Iterator[tuple[object, ...]]:
    dice = random.Random(SEED)  # noqa: S311 -- as above
    now = datetime.now(UTC)
    for serial, name in enumerate(made_up_names(names, SEED)):
        (form,) = dice.choices(FORMS, FORM_WEIGHTS)
        yield (
            company_id(FIRST_COMPANY + serial),
            form.format(name.plain),
            name.kana,
            name.loose,
            name.loose,
            dice.choice(PREFECTURES),
            now,
        )


def _ids(dice: random.Random, names: int) -> list[str]:
    return [company_id(FIRST_COMPANY + dice.randrange(names)) for _ in range(SEARCHES)]


async def _bare(company: str) -> None:
    await Company.raw("SELECT name, head_office FROM company WHERE company_id = {}", company)


def _part_of(length: int) -> Kind:
    def draw(dice: random.Random, name: Callable[[], MadeUpName]) -> str:
        while len(text := name().plain) < length:
            pass
        place = dice.randrange(len(text) - length + 1)
        return text[place : place + length]

    return draw


def _one_slip(dice: random.Random, name: Callable[[], MadeUpName]) -> str:
    while len(text := name().plain) < 4:
        pass
    place = dice.randrange(len(text))
    other = dice.choice(("", "ヌ", "楽"))
    return text[:place] + other + text[place + 1 :]


def _turned(dice: random.Random, name: Callable[[], MadeUpName]) -> str:
    while len(text := name().plain) < 4:
        pass
    place = dice.randrange(2, len(text) - 1)
    return f"{text[place:]} {text[:place]}"


def _word(words: str) -> Callable[[random.Random], str]:
    plain = [word.partition("/")[0] for word in words.split()]
    return lambda dice: plain[min(int(dice.expovariate(1 / 8)), len(plain) - 1)]


_trade, _place, _katakana = _word(TRADES), _word(PLACES), _word(KATAKANA)

KINDS: dict[str, Kind] = {
    "a whole name": lambda _, name: name().plain,
    "1 character": _part_of(1),
    "2 characters anywhere": _part_of(2),
    "3 characters anywhere": _part_of(3),
    "4 characters anywhere": _part_of(4),
    "words turned": _turned,
    "a reading": lambda _, name: name().kana,
    "a reading in Latin letters": lambda _, name: romanised(name().kana)[0],
    "one slip": _one_slip,
    "the commonest words": lambda dice, _: _trade(dice),
    "two common words together": lambda dice, _: _place(dice) + _trade(dice),
    "two common words apart": lambda dice, _: f"{_trade(dice)} {_katakana(dice)}",
    "two trades, which few have": lambda dice, _: f"{_trade(dice)} {_trade(dice)}",
    "a slip between common words": lambda dice, _: f"{_place(dice)}ヌ{_trade(dice)}",
    "a name that nobody has": lambda dice, _: f"{_katakana(dice)}{_place(dice)}{_katakana(dice)}",
}


async def _times(
    kind: str, search: Callable[[str], Awaitable[object]], typed: list[str]
) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds of processor time."""
    for text in typed[:20]:
        await search(text)
    backends = await _backends()
    used, waited, counts = [], [], []
    for text in typed:
        before = _processor_time(backends)
        with _statements() as taken:
            await search(text)
        used.append(_processor_time(backends) - before)
        waited.append(sum(taken))
        counts.append(len(taken))
    most, slowest = max(zip(used, typed, strict=True))
    middle, worst = median(used), quantiles(used, n=100)[-1]
    _say(
        f"{middle:7.2f} ms median {worst:7.2f} ms p99"
        f" ({median(waited):6.2f}, {quantiles(waited, n=100)[-1]:7.2f})"
        f" {median(counts):3.0f} statements  {kind}  (most: {slowest}, {most:.1f} ms)"
    )
    return middle, worst


async def _backends() -> list[Path]:
    """Where Linux tells of each server process of this database how long it ran."""
    rows = await Company.raw(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid IS NOT NULL"
    )
    return [Path(f"/proc/{row['pid']}/schedstat") for row in rows]


def _processor_time(backends: list[Path]) -> float:
    """Milliseconds that they ran until now."""
    return sum(int(each.read_text().split()[0]) for each in backends if each.exists()) / 1e6


@contextlib.contextmanager
def _statements() -> Iterator[list[float]]:
    """Note how long every statement takes while the block lasts, in milliseconds."""
    taken: list[float] = []
    run = ENGINE.run_querystring

    async def run_and_note(querystring: QueryString, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002 -- Piccolo's signature
        began = time.perf_counter()
        try:
            return await run(querystring, in_pool)
        finally:
            taken.append((time.perf_counter() - began) * 1000)

    with contextlib.ExitStack() as stack:
        stack.callback(setattr, ENGINE, "run_querystring", run)
        setattr(ENGINE, "run_querystring", run_and_note)  # noqa: B010 -- a method is replaced
        yield taken


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    show(rows(int(sys.argv[1].replace(",", "").replace("_", "")) if sys.argv[1:] else NAMES))
