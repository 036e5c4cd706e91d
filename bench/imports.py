"""How many rows a second each import takes in, first and again, beside a plain COPY.

`python -m bench.imports ROWS`, 200,000 by default. PostgreSQL is one of its own that writes to the
disk as in production.
"""

import asyncio
import csv
import io
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO

import asyncpg

from bench.rows import Row, show
from db.audit import ActReason
from db.engine import database
from db.imports.batches import import_batches
from db.imports.files import look_at, pieces_of
from db.imports.runs import RunningImport, begin_run
from db.migrate import migrate
from domain.imports.company_file import HEADER
from domain.imports.files import ImportKind
from rig.console.company_file import company_row
from rig.console.nta_file import nta_row
from rig.servers import start_postgres

ROWS = 200_000
TABLES = {ImportKind.COMPANIES: "company", ImportKind.CORPORATIONS: "registered_corporation"}
WHY = ActReason("command line", "測定のため。")


def rows(count: int = ROWS) -> list[Row]:
    """Measure on a PostgreSQL of its own."""
    with start_postgres(forgetful=False, database="inforex") as url:
        return asyncio.run(_measure(url, count))


async def _measure(url: str, count: int) -> list[Row]:
    await migrate(url, url)
    found = []
    async with database(url, pool_size=2):
        for kind, table in TABLES.items():
            with tempfile.TemporaryFile() as file:
                _write(file, kind, count)
                first, again = await _rate(file, kind), await _rate(file, kind)
            plain = await _plain_copy(url, table)
            what = f"import of {kind}, rows a second (bare: COPY into such a table)"
            found += [
                Row(what, f"{first:,.0f}", f"{plain:,.0f}", first / plain, ""),
                Row("the same file again", f"{again:,.0f}", f"{plain:,.0f}", again / plain, ""),
            ]
    return found


async def _plain_copy(url: str, table: str) -> float:
    """Rows a second of COPY, from and to memory, into a table like it, indexes included."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE TABLE copied (LIKE {table} INCLUDING ALL)")
        file = io.BytesIO()
        await connection.copy_from_query(f"SELECT * FROM {table}", output=file, format="binary")  # noqa: S608 -- a constant of this file
        file.seek(0)
        begun = time.perf_counter()
        said = await connection.copy_to_table("copied", source=file, format="binary")
        seconds = time.perf_counter() - begun
        await connection.execute("DROP TABLE copied")
    finally:
        await connection.close()
    return int(said.split()[-1]) / seconds


def _write(file: IO[bytes], kind: ImportKind, count: int) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    rows: Iterable[Iterable[str]] = map(nta_row, range(1, count + 1))
    if kind is ImportKind.COMPANIES:
        rows = (HEADER, *map(company_row, range(1, count + 1)))
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    text.detach()


async def _rate(file: IO[bytes], kind: ImportKind) -> float:
    begun = time.perf_counter()
    run = await begin_run(look_at(file, kind, "bench.csv"), WHY, _now())
    run = await import_batches(run.id, pieces_of(file), _now, _always)
    return run.lines_done / (time.perf_counter() - begun)


def _now() -> datetime:
    return datetime.now(UTC)


def _always(_: RunningImport) -> bool:
    return True


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
