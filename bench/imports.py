"""How many rows a second each import takes in: a first time, and the same file again.

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
WHY = ActReason("command line", "測定のため。")


def main(rows: int) -> None:
    with start_postgres(forgetful=False, database="inforex") as url:
        asyncio.run(_measure(url, rows))


async def _measure(url: str, rows: int) -> None:
    await migrate(url, url)
    async with database(url, pool_size=2):
        for kind in ImportKind:
            with tempfile.TemporaryFile() as file:
                _write(file, kind, rows)
                await _report(file, kind, "first time")
                await _report(file, kind, "again")


def _write(file: IO[bytes], kind: ImportKind, count: int) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    rows: Iterable[Iterable[str]] = map(nta_row, range(1, count + 1))
    if kind is ImportKind.COMPANIES:
        rows = (HEADER, *map(company_row, range(1, count + 1)))
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    text.detach()


async def _report(file: IO[bytes], kind: ImportKind, which: str) -> None:
    begun = time.perf_counter()
    run = await begin_run(look_at(file, kind, "bench.csv"), WHY, _now())
    run = await import_batches(run.id, pieces_of(file), _now, _always)
    seconds = time.perf_counter() - begun
    sys.stdout.write(
        f"{kind}, {which}: {run.lines_done / seconds:,.0f} rows a second"
        f" ({run.lines_done:,} lines, {run.rows_changed:,} changed, {run.lines_bad:,} bad,"
        f" {seconds:.1f} s)\n"
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _always(_: RunningImport) -> bool:
    return True


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
