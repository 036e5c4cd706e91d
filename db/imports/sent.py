"""Files that were sent by the console: kept in pieces, until the worker has taken them in."""

from collections.abc import Iterable
from datetime import datetime

from db import outbox
from db.console_acts import Concern, Why, record_act
from db.engine import transaction
from db.imports.files import ImportFile
from db.imports.runs import Run, RunMovedOnError, begin_run, load_run
from db.tables.imports import ImportChunk, ImportRun
from domain.processes import ProcessKind, process_id

RESUMED = "import_resumed"
"""The signal that a run which was stopped goes on."""


async def begin_sent(file: ImportFile, content: Iterable[bytes], why: Why, now: datetime) -> Run:
    """Begin a file that the worker takes in, or go on with it; `content`: its pieces."""
    async with transaction():
        run = await begin_run(file, why, now)
        if not run.sent:
            for nth, piece in enumerate(content):
                await ImportChunk.insert(ImportChunk(run=run.id, nth=nth, content=piece))
        await outbox.tell(run.process, RESUMED if run.sent else "start", now)
    return run


async def resume_run(number: int, why: Why, now: datetime) -> Run:
    """Let a run go on that was stopped; raises `RunMovedOnError`.

    A run of the command line is resumed there: its file is not here.
    """
    async with transaction():
        rows = await ImportRun.raw(
            "UPDATE import_run SET stopped_at = NULL WHERE id = {} AND finished_at IS NULL"
            " AND stopped_at IS NOT NULL"
            " AND EXISTS (SELECT FROM import_chunk WHERE run = import_run.id) RETURNING id",
            number,
        )
        if not rows:
            raise RunMovedOnError(number)
        run = await load_run(number)
        await record_act(
            "administrator:import:resume",
            why,
            Concern(),
            now,
            after={"run": number, "bytes_done": run.bytes_done},
        )
        await outbox.tell(run.process, RESUMED, now)
    return run


async def sent_piece(number: int, offset: int) -> bytes:
    """The piece of a sent file that begins at this byte; empty where none does."""
    rows = await ImportChunk.raw(
        """
        SELECT content FROM import_chunk WHERE id = (
            SELECT id FROM (
                SELECT id, sum(octet_length(content)) OVER (ORDER BY nth)
                    - octet_length(content) AS begins
                FROM import_chunk WHERE run = {}
            ) AS piece WHERE begins = {}
        )
        """,
        number,
        offset,
    )
    return rows[0]["content"] if rows else b""


async def open_imports() -> tuple[str, ...]:
    """The processes of sent files that are not taken in yet, for a Temporal that knows none."""
    rows = await ImportRun.raw("SELECT DISTINCT run FROM import_chunk ORDER BY run")
    return tuple(process_id(ProcessKind.IMPORT, row["run"]) for row in rows)
