"""Runs: each is one file that is being imported, or was; it continues where it stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db import outbox
from db.audit import ActReason, ActSubject, record_act
from db.engine import transaction
from db.imports.files import ImportFile
from db.tables.imports import ImportChunk, ImportProblem, ImportRun
from domain.audit_tags import AuditTag
from domain.csv_files import Encoding
from domain.imports.files import ImportKind, LineProblem
from domain.processes import ProcessKind, process_id
from domain.refusals import RefusalError

MOST_PROBLEMS = 1000
"""So many bad lines of a run are kept, and so many that were skipped; all are counted."""

ROWS_A_PAGE = 50

_LATEST = 2**63 - 1

RESUMED = "import_resumed"
"""The signal that a stopped run continues."""


class RunMovedOnError(RefusalError):
    """The run is finished, or was stopped or resumed before; `run` is its number."""

    def __init__(self, run: int) -> None:
        super().__init__(run)
        self.run = run


@dataclass(frozen=True)
class RunningImport:
    """One file that is imported; its figures are those of the lines that are done.

    `sent`: the console has the file's content, so that the worker can import it by itself.
    """

    id: int
    kind: ImportKind
    file_name: str
    encoding: Encoding
    bytes_total: int
    bytes_done: int
    lines_done: int
    lines_bad: int
    lines_skipped: int
    rows_changed: int
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    stopped_at: datetime | None
    sent: bool

    @property
    def process(self) -> str:
        """The id of the process that imports a file uploaded in the console."""
        return process_id(ProcessKind.IMPORT, self.id)

    @property
    def lines_read(self) -> int:
        """How many lines were read, without the header."""
        return max(0, self.lines_done - 1) if self.kind.has_header else self.lines_done

    @property
    def goes_on(self) -> bool:
        """Whether lines are left and nobody stopped it."""
        return self.finished_at is None and self.stopped_at is None

    @property
    def percent(self) -> int:
        """How much of the file is done, 0 to 100."""
        return 100 * self.bytes_done // self.bytes_total


_COLUMNS = """
    id, kind, file_name, encoding, bytes_total, bytes_done, lines_done, lines_bad,
    lines_skipped, rows_changed,
    started_by, started_at, finished_at, stopped_at,
    EXISTS (SELECT FROM import_chunk WHERE run = import_run.id) AS sent
"""


async def begin_run(file: ImportFile, why: ActReason, now: datetime) -> RunningImport:
    """Begin to import a file, or continue with this very file where it stopped.

    A file that was imported to its end is begun anew; that changes nothing, unless what is
    registered changed meanwhile. Joins the caller's transaction.
    """
    async with transaction():
        # Two who begin the same file at once get the same run.
        await ImportRun.raw("SELECT pg_advisory_xact_lock(hashtextextended({}, 0))", file.sha256)
        number = await _unfinished(file) or await _new_run(file, why, now)
        await ImportRun.update({ImportRun.stopped_at: None}).where(ImportRun.id == number)
        run = await load_run(number)
        await record_act(
            AuditTag.ADMINISTRATOR_IMPORT_BEGIN,
            why,
            ActSubject(),
            now,
            after={"run": run.id, "kind": run.kind, "bytes_done": run.bytes_done},
        )
    return run


async def load_run(number: int) -> RunningImport:
    """Read a run; raises `LookupError` when there is none of this number."""
    rows = await ImportRun.raw(f"SELECT {_COLUMNS} FROM import_run WHERE id = {{}}", number)  # noqa: S608 -- a constant
    if not rows:
        raise LookupError(f"there is no run {number}")
    return _run(rows[0])


async def list_runs(
    kind: ImportKind | None = None,
    before: int = _LATEST,
    *,
    newer_than: int = 0,
    most: int = ROWS_A_PAGE,
) -> list[RunningImport]:
    """The newest runs, at most so many and one more; `before`: older than this number.

    `newer_than`: those that were begun next after this number, the oldest of them first.
    """
    rows = await ImportRun.raw(
        f"SELECT {_COLUMNS} FROM import_run WHERE id < {{}} AND id > {{}}"  # noqa: S608 -- constants
        " AND kind = coalesce({}, kind)"
        f" ORDER BY id {'ASC' if newer_than else 'DESC'} LIMIT {{}}",
        before,
        newer_than,
        kind,
        most + 1,
    )
    return [_run(row) for row in rows]


async def list_problems(
    number: int, after: int = 0, before: int = 0, *, skipped: bool = False
) -> list[LineProblem]:
    """The bad lines of a run after this line, or the skipped; at most one page and one more.

    `before`: those that come last before this line, read backwards; 0 for none.
    """
    line = ImportProblem.line
    rows = await (
        ImportProblem.select(line, ImportProblem.problem)
        .where(
            ImportProblem.run == number,
            ImportProblem.skipped.eq(skipped),
            line < before if before else line > after,
        )
        .order_by(line, ascending=not before)
        .limit(ROWS_A_PAGE + 1)
    )
    return [LineProblem(row["line"], row["problem"]) for row in rows]


async def stop_run(number: int, why: ActReason, now: datetime) -> None:
    """Stop a run after the piece that is under way; raises `RunMovedOnError`."""
    async with transaction():
        rows = await ImportRun.raw(
            "UPDATE import_run SET stopped_at = {} WHERE id = {}"
            " AND finished_at IS NULL AND stopped_at IS NULL RETURNING id",
            now,
            number,
        )
        if not rows:
            raise RunMovedOnError(number)
        await record_act(
            AuditTag.ADMINISTRATOR_IMPORT_STOP, why, ActSubject(), now, after={"run": number}
        )


async def _unfinished(file: ImportFile) -> int | None:
    row = await (
        ImportRun.select(ImportRun.id)
        .where(
            ImportRun.kind == file.kind.value,
            ImportRun.sha256 == file.sha256,
            ImportRun.finished_at.is_null(),
        )
        .order_by(ImportRun.id)
        .first()
    )
    return row["id"] if row else None


async def _new_run(file: ImportFile, why: ActReason, now: datetime) -> int:
    rows = await ImportRun.insert(
        ImportRun(
            kind=file.kind.value,
            file_name=file.name,
            sha256=file.sha256,
            encoding=file.encoding.value,
            bytes_total=file.size,
            started_by=why.done_by,
            started_at=now,
        )
    ).returning(ImportRun.id)
    return int(rows[0]["id"])


def _run(row: dict[str, object]) -> RunningImport:
    return RunningImport(
        **{**row, "kind": ImportKind(row["kind"]), "encoding": Encoding(row["encoding"])}  # type: ignore[arg-type]  # the columns are the fields
    )


async def begin_upload(
    file: ImportFile, content: Iterable[bytes], why: ActReason, now: datetime
) -> RunningImport:
    """Begin or continue a file that the worker imports; `content`: its pieces."""
    async with transaction():
        run = await begin_run(file, why, now)
        if not run.sent:
            for nth, piece in enumerate(content):
                await ImportChunk.insert(ImportChunk(run=run.id, nth=nth, content=piece))
        await outbox.tell(run.process, RESUMED if run.sent else "start", now)
    return run


async def resume_run(number: int, why: ActReason, now: datetime) -> RunningImport:
    """Let a stopped run continue; raises `RunMovedOnError`.

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
            AuditTag.ADMINISTRATOR_IMPORT_RESUME,
            why,
            ActSubject(),
            now,
            after={"run": number, "bytes_done": run.bytes_done},
        )
        await outbox.tell(run.process, RESUMED, now)
    return run


async def uploaded_piece(number: int, offset: int) -> bytes:
    """The piece of an uploaded file that begins at this byte; empty where none does."""
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
    """The processes of uploaded files that are not imported yet, for a Temporal that knows none."""
    rows = await ImportRun.raw("SELECT DISTINCT run FROM import_chunk ORDER BY run")
    return tuple(process_id(ProcessKind.IMPORT, row["run"]) for row in rows)
