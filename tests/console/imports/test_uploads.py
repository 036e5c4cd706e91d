"""Files that the console sent are kept until the worker has taken them in."""

import io
from functools import partial

import pytest

from db.imports import files
from db.imports.batches import import_batches
from db.imports.files import pieces
from db.imports.runs import (
    RunMovedOnError,
    RunningImport,
    begin_upload,
    load_run,
    open_imports,
    resume_run,
    stop_run,
    uploaded_piece,
)
from db.tables.imports import ImportChunk
from db.tables.operation import Outbox
from domain.imports.files import ImportKind
from rig.applications import now
from rig.console.import_files import WHY, corporations_of, looked_at, names, taken_in
from rig.console.nta_file import nta_file, nta_row
from tests.news import waiting
from tests.rows import nobody_else

pytestmark = pytest.mark.usefixtures("pool")

CONTENT = nta_file([nta_row(nth) for nth in range(1, 61)])
OTHERS = [nta_file([nta_row(nth) for nth in range(1, last)]) for last in (62, 63)]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE", 2000)


async def sent(content: bytes = CONTENT) -> RunningImport:
    file = looked_at(content, ImportKind.CORPORATIONS)
    return await begin_upload(file, pieces(io.BytesIO(content)), WHY, now())


async def worked_off(run: RunningImport, pieces_at_most: int = 1000) -> RunningImport:
    left = iter(range(pieces_at_most - 1, -1, -1))
    return await import_batches(
        run.id, partial(uploaded_piece, run.id), now, lambda _: next(left) > 0
    )


async def test_a_sent_file_is_taken_in_from_what_was_kept() -> None:
    run = await sent()
    assert (run.process, await waiting()) == (f"import-{run.id}", [f"import-{run.id}"])
    finished = await worked_off(run)
    assert (finished.rows_changed, len(await names())) == (60, 60)


async def test_what_was_kept_goes_with_the_last_line() -> None:
    run = await sent()
    await worked_off(run, 2)
    assert await open_imports() == (run.process,)
    await worked_off(run)
    assert (await ImportChunk.count(), await open_imports()) == (0, ())


async def test_sending_the_same_file_again_goes_on_with_it() -> None:
    run = await sent()
    reached = await worked_off(run, 2)
    await stop_run(run.id, WHY, now())
    again = await sent()
    assert (again.id, again.lines_done, again.goes_on) == (run.id, reached.lines_done, True)
    assert (await worked_off(again)).rows_changed == 60
    news = await Outbox.select(Outbox.signal).order_by(Outbox.id)
    assert [each["signal"] for each in news] == ["start", "import_resumed"]


async def test_a_stopped_run_is_resumed_once() -> None:
    run = await sent()
    await stop_run(run.id, WHY, now())
    assert (await resume_run(run.id, WHY, now())).goes_on
    with pytest.raises(RunMovedOnError):
        await resume_run(run.id, WHY, now())


async def test_a_run_of_the_command_line_is_not_resumed_here() -> None:
    run = await corporations_of(CONTENT)
    with pytest.raises(RunMovedOnError):
        await resume_run(run.id, WHY, now())


async def test_a_run_of_the_command_line_that_was_stopped_is_not_resumed_here_either() -> None:
    await sent(OTHERS[0])
    run = await taken_in(CONTENT, ImportKind.CORPORATIONS, lambda _: False)
    await stop_run(run.id, WHY, now())
    with pytest.raises(RunMovedOnError):
        await resume_run(run.id, WHY, now())
    assert not (await load_run(run.id)).goes_on


async def test_what_is_done_to_one_run_changes_no_other() -> None:
    going_on, stopped = [await sent(content) for content in OTHERS]
    run = await sent()
    for each in (going_on, stopped, run):
        await worked_off(each, 2)
    for each in (stopped, run):
        await stop_run(each.id, WHY, now())
    async with nobody_else(f'import_run {{"id": {run.id},', f'"run": {run.id},'):
        await resume_run(run.id, WHY, now())
        await stop_run(run.id, WHY, now())
        await worked_off(await sent())


async def test_the_command_line_may_finish_what_the_console_began() -> None:
    run = await sent()
    await worked_off(run, 2)
    finished = await corporations_of(CONTENT)
    assert (finished.id, finished.rows_changed) == (run.id, 60)
    assert await ImportChunk.count() == 0
    assert (await load_run(run.id)).finished_at is not None
