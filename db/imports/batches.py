"""Importing a file: batch by batch, each in one transaction that also notes how far it is."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from db import audit
from db.engine import transaction
from db.imports.files import PieceAt, header_of
from db.imports.registers import BatchResult, import_companies, import_corporations
from db.imports.runs import MOST_PROBLEMS, RunningImport, load_run
from db.tables.imports import ImportChunk, ImportProblem, ImportRun
from domain.audit_tags import AuditTag
from domain.imports.company_file import reader_of
from domain.imports.corporation_file import accept_corporation
from domain.imports.files import Batch, ImportKind, LineProblem, read_batch

LONGEST_PROBLEM = 1000

_IMPORTS: dict[
    ImportKind, Callable[[Sequence[tuple[int, Any]], datetime], Awaitable[BatchResult]]
] = {
    ImportKind.COMPANIES: import_companies,
    ImportKind.CORPORATIONS: import_corporations,
}


async def import_batches(
    number: int,
    piece_at: PieceAt,
    clock: Callable[[], datetime],
    go_on: Callable[[RunningImport], bool],
) -> RunningImport:
    """Import what is left of a file, until its end, or somebody stops it, or `go_on` says no.

    `go_on` is asked after each piece. Whatever interrupts this, nothing is lost and nothing done
    twice; two who import the same run share the work.
    """
    run = await load_run(number)
    understand = await _line_reader(run, piece_at)
    while run.goes_on:
        piece = await piece_at(run.bytes_done)
        batch = await asyncio.to_thread(
            read_batch,
            piece,
            run.lines_done,
            run.encoding,
            understand,
            header=run.kind.has_header,
        )
        await _import_batch(run, len(piece), batch, clock())
        run = await load_run(number)
        if not go_on(run):
            break
    return run


async def _line_reader(run: RunningImport, piece_at: PieceAt) -> Callable[[Sequence[str]], Any]:
    if run.kind is ImportKind.CORPORATIONS:
        return accept_corporation
    return reader_of(header_of(await piece_at(0), run.encoding))


async def _import_batch(run: RunningImport, length: int, batch: Batch[Any], now: datetime) -> None:
    async with transaction():
        if not await _is_next(run, length):
            return
        result = await _IMPORTS[run.kind](batch.entries, now)
        problems = await _keep(run, (*batch.problems, *result.problems), before=run.lines_bad)
        skipped = await _keep(
            run, (*batch.skipped, *result.skipped), before=run.lines_skipped, skipped=True
        )
        await ImportRun.update(
            {
                ImportRun.bytes_done: run.bytes_done + length,
                ImportRun.lines_done: run.lines_done + batch.lines,
                ImportRun.lines_bad: run.lines_bad + problems,
                ImportRun.lines_skipped: run.lines_skipped + skipped,
                ImportRun.rows_changed: run.rows_changed + result.changed,
            }
        ).where(ImportRun.id == run.id)
        if run.bytes_done + length == run.bytes_total:
            await _finish(run.id, now)


async def _is_next(run: RunningImport, length: int) -> bool:
    """Lock the run; False when somebody imported this piece meanwhile, or stopped it."""
    if not length:
        raise LookupError(f"run {run.id} has no piece at byte {run.bytes_done}")
    rows = await ImportRun.raw(
        "SELECT 1 FROM import_run WHERE id = {} AND bytes_done = {}"
        " AND finished_at IS NULL AND stopped_at IS NULL FOR UPDATE",
        run.id,
        run.bytes_done,
    )
    return bool(rows)


async def _keep(
    run: RunningImport, problems: Sequence[LineProblem], *, before: int, skipped: bool = False
) -> int:
    """Keep the first of a run's lines that were not taken; gives how many there were here."""
    in_order = sorted(problems, key=lambda problem: problem.line)
    kept = [
        ImportProblem(
            run=run.id, line=each.line, problem=each.text[:LONGEST_PROBLEM], skipped=skipped
        )
        for each in in_order[: max(0, MOST_PROBLEMS - before)]
    ]
    if kept:
        await ImportProblem.insert(*kept)
    return len(problems)


async def _finish(number: int, now: datetime) -> None:
    rows = (
        await ImportRun.update({ImportRun.finished_at: now})
        .where(ImportRun.id == number)
        .returning(ImportRun.lines_done, ImportRun.lines_bad, ImportRun.rows_changed)
    )
    await ImportChunk.delete().where(ImportChunk.run == number)
    await audit.record(AuditTag.ADMINISTRATOR_IMPORT_FINISH, now, run=number, **rows[0])
