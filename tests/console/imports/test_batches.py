"""A file is taken in piece by piece: whatever interrupts it, nothing is lost or done twice."""

import asyncio
import io
from collections.abc import Iterator

import pytest

from db.imports import files
from db.imports.batches import import_batches
from db.imports.files import pieces, pieces_of
from db.imports.runs import (
    MOST_PROBLEMS,
    RunMovedOnError,
    RunningImport,
    begin_run,
    list_problems,
    list_runs,
    load_run,
    stop_run,
)
from db.tables.administration import ConsoleAct
from db.tables.imports import ImportRun
from db.tables.operation import AuditEvent
from domain.imports.files import ImportKind
from rig.applications import now
from rig.console.import_files import WHY, corporations_of, looked_at, names, problems, taken_in
from rig.console.nta_file import nta_file, nta_row

pytestmark = pytest.mark.usefixtures("pool")

ROWS = 60


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some ten lines a piece."""
    monkeypatch.setattr(files, "PIECE", 2000)


def content(rows: int = ROWS) -> bytes:
    return nta_file([nta_row(nth) for nth in range(1, rows + 1)])


def stops_after(count: int) -> Iterator[bool]:
    yield from [True] * (count - 1)
    yield False


async def interrupted(after: int = 2) -> RunningImport:
    answers = stops_after(after)
    return await taken_in(content(), ImportKind.CORPORATIONS, lambda _: next(answers))


def test_pieces_are_whole_lines_and_the_same_from_any_boundary() -> None:
    cut = list(pieces(io.BytesIO(content())))
    assert len(cut) > 3
    assert b"".join(cut) == content()
    assert all(piece.endswith(b"\n") for piece in cut)
    behind = io.BytesIO(content())
    behind.seek(len(cut[0]))
    assert list(pieces(behind)) == cut[1:]


async def test_an_interrupted_run_goes_on_where_it_was() -> None:
    run = await interrupted()
    assert 0 < run.lines_done < ROWS
    assert len(await names()) == run.lines_done
    resumed = await corporations_of(content())
    assert (resumed.id, resumed.lines_done, resumed.rows_changed) == (run.id, ROWS, ROWS)
    assert len(await names()) == ROWS


async def test_line_numbers_go_on_after_an_interruption() -> None:
    rows = [nta_row(nth) for nth in range(1, ROWS)] + [nta_row(ROWS, name="")]
    bad = nta_file(rows)
    answers = stops_after(1)
    await taken_in(bad, ImportKind.CORPORATIONS, lambda _: next(answers))
    run = await corporations_of(bad)
    assert [line for line, _ in await problems(run)] == [ROWS]


async def test_a_piece_that_fails_is_taken_whole_or_not_at_all() -> None:
    run = await begin_run(looked_at(content(), ImportKind.CORPORATIONS), WHY, now())
    good = pieces_of(io.BytesIO(content()))

    async def breaks(offset: int) -> bytes:
        if offset:
            raise OSError("the disk is gone")
        return await good(offset)

    with pytest.raises(OSError, match="the disk is gone"):
        await import_batches(run.id, breaks, now, lambda _: True)
    reached = await load_run(run.id)
    assert len(await names()) == reached.lines_done > 0


async def test_a_piece_that_is_not_there_is_told_and_nothing_is_taken_for_it() -> None:
    run = await begin_run(looked_at(content(), ImportKind.CORPORATIONS), WHY, now())

    async def gone(_: int) -> bytes:
        return b""

    with pytest.raises(LookupError, match="no piece at byte 0"):
        await import_batches(run.id, gone, now, lambda _: False)
    assert (await load_run(run.id)).lines_done == 0


async def test_two_who_take_in_the_same_file_do_nothing_twice() -> None:
    runs = await asyncio.gather(*(corporations_of(content()) for _ in range(3)))
    assert {run.id for run in runs} == {runs[0].id}
    assert {(run.lines_done, run.rows_changed) for run in runs} == {(ROWS, ROWS)}
    assert await AuditEvent.count().where(AuditEvent.tag == "administrator:import:finish") == 1


async def test_another_file_is_another_run() -> None:
    first = await interrupted()
    assert (await corporations_of(content(ROWS + 1))).id != first.id


async def test_a_stopped_run_takes_no_further_piece() -> None:
    run = await interrupted()
    await stop_run(run.id, WHY, now())
    again = await import_batches(run.id, pieces_of(io.BytesIO(content())), now, lambda _: True)
    assert again.lines_done == run.lines_done
    assert again.stopped_at is not None


async def test_a_run_that_is_stopped_while_a_piece_is_read_keeps_what_it_has() -> None:
    """Though a longer file, that begins alike, goes on from the same byte."""
    other = await taken_in(content(ROWS + 1), ImportKind.CORPORATIONS, lambda _: False)
    run = await begin_run(looked_at(content(), ImportKind.CORPORATIONS), WHY, now())
    good = pieces_of(io.BytesIO(content()))

    async def stopping(offset: int) -> bytes:
        if offset:
            await stop_run(run.id, WHY, now())
        return await good(offset)

    stopped = await import_batches(run.id, stopping, now, lambda _: True)
    assert len(await names()) == stopped.lines_done == other.lines_done
    assert 0 < stopped.lines_done < ROWS


async def test_stopping_twice_or_after_the_end_is_refused() -> None:
    run = await interrupted()
    await stop_run(run.id, WHY, now())
    with pytest.raises(RunMovedOnError):
        await stop_run(run.id, WHY, now())
    finished = await corporations_of(content())
    with pytest.raises(RunMovedOnError):
        await stop_run(finished.id, WHY, now())
    assert (await load_run(run.id)).stopped_at is None


async def test_at_most_a_thousand_bad_lines_are_kept_and_all_are_counted() -> None:
    rows = MOST_PROBLEMS + 100
    run = await corporations_of(nta_file([nta_row(1), *([["x"]] * rows)]))
    assert run.lines_bad == rows
    assert len(await problems(run)) == MOST_PROBLEMS
    assert [problem.line for problem in await list_problems(run.id, after=5)][:2] == [6, 7]


async def test_what_was_done_is_recorded_with_its_reason() -> None:
    run = await interrupted()
    await stop_run(run.id, WHY, now())
    await corporations_of(content())
    acts = await ConsoleAct.select(ConsoleAct.tag, ConsoleAct.reason).order_by(ConsoleAct.id)
    assert [act["tag"].rpartition(":")[2] for act in acts] == ["begin", "stop", "begin"]
    assert {act["reason"] for act in acts} == {WHY.reason}
    last = await AuditEvent.objects().order_by(AuditEvent.id, ascending=False).first()
    assert last is not None
    assert last.tag == "administrator:import:finish"
    assert '"rows_changed": 60' in last.details


async def test_runs_are_listed_by_pages_newest_first() -> None:
    for rows in (1, 2, 3):
        await corporations_of(content(rows))
    numbers = [run.id for run in await list_runs()]
    assert numbers == sorted(numbers, reverse=True)
    assert [run.id for run in await list_runs(before=numbers[0])] == numbers[1:]
    assert await list_runs(ImportKind.COMPANIES) == []
    assert await ImportRun.count() == 3
