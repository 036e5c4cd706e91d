"""`inforex import-companies`, as it is typed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from db.imports.runs import list_runs, stop_run
from inforex.command import RefusedError
from rig.applications import now
from rig.console.company_file import company_file, company_row
from rig.console.import_files import WHY, names
from rig.console.nta_file import nta_file, nta_row
from rig.databases import administer, for_owner
from rig.waiting import BETWEEN_LOOKS, until
from tests.deployment.files import PROJECT
from tests.inforex.conftest import done
from tests.inforex.test_program import SURROUNDINGS

ROWS = 15_000
"""Some 2.5 MB, which are taken in by the megabyte."""


async def started(file: Path, kind: str, url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "inforex", "import-companies", str(file), "--kind", kind),
        cwd=PROJECT,
        env={**SURROUNDINGS, "DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def inforex(file: Path, kind: str, url: str) -> tuple[int | None, str, str]:
    process = await started(file, kind, url)
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def under_way() -> bool:
    """Whether a first piece was taken."""
    return any(run.lines_done for run in await list_runs())


SECOND_PIECE_WAITS = """
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN IF OLD.lines_done > 0 THEN PERFORM pg_advisory_xact_lock(1); END IF; RETURN NEW; END';
CREATE TRIGGER wait AFTER UPDATE OF lines_done ON import_run FOR EACH ROW EXECUTE FUNCTION wait()
"""


@asynccontextmanager
async def held_after_the_first_piece(url: str) -> AsyncIterator[None]:
    """No second piece of a file is taken as long as the block lasts."""
    await administer(for_owner(url), SECOND_PIECE_WAITS)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock(1)")
        yield
    finally:
        await connection.close()


async def test_a_file_is_taken_in_with_a_report(pool: str, tmp_path: Path) -> None:
    file = tmp_path / "master.csv"
    file.write_bytes(company_file([company_row(1), company_row(2, 本社所在地="東京")], "cp932"))
    code, out, err = await inforex(file, "companies", pool)
    assert (code, err) == (0, "")
    assert "文字コードはShift_JIS（Windows-31J）です。" in out
    assert "100% 2行" in out
    assert "本社所在地：「東京都」などの都道府県名" in out
    assert "2行を読み、1件を追加・変更しました。変更のなかった行: 0、取り込めなかった行: 1" in out


async def test_a_wrong_file_is_refused_and_nothing_is_kept(pool: str, tmp_path: Path) -> None:
    file = tmp_path / "master.csv"
    file.write_bytes(company_file([company_row(1)]))
    code, out, err = await inforex(file, "corporations", pool)
    assert (code, out) == (2, "")
    assert "国税庁の法人番号のCSVファイルではありません。" in err
    assert await list_runs() == []


async def test_a_file_that_is_not_there_is_said(pool: str, tmp_path: Path) -> None:
    code, _, err = await inforex(tmp_path / "nothing.csv", "companies", pool)
    assert code == 2
    assert "nothing.csv を開けません" in err


@pytest.mark.parametrize(("by", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
async def test_after_an_interruption_the_same_command_goes_on(
    pool: str, tmp_path: Path, by: signal.Signals, code: int
) -> None:
    file = tmp_path / "all.csv"
    file.write_bytes(nta_file([nta_row(nth) for nth in range(1, ROWS + 1)]))
    async with held_after_the_first_piece(pool):
        process = await started(file, "corporations", pool)
        await until(under_way, "the first lines", between_looks=BETWEEN_LOOKS)
        process.send_signal(by)
        await process.communicate()
    assert process.returncode == code
    (run,) = await list_runs()
    assert 0 < run.lines_done < ROWS
    assert len(await names()) == run.lines_done
    again, out, _ = await inforex(file, "corporations", pool)
    assert again == 0
    assert f"前回の続き（{run.lines_done + 1:,}行目）から取り込みます。" in out
    (run,) = await list_runs()
    assert (run.lines_done, run.rows_changed, len(await names())) == (ROWS, ROWS, ROWS)


@pytest.mark.usefixtures("pool")
async def test_a_run_that_the_console_stops_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.imports.files.PIECE", 200)
    file = tmp_path / "master.csv"
    file.write_bytes(company_file([company_row(nth) for nth in range(1, 1000)]))

    async def stop() -> None:
        await until(under_way, "the first lines", between_looks=BETWEEN_LOOKS)
        await stop_run((await list_runs())[0].id, WHY, now())

    work = done("import-companies", str(file))
    said, _ = await asyncio.gather(work, stop(), return_exceptions=True)
    assert isinstance(said, RefusedError)
    assert "停止されました。同じコマンドで" in str(said)
    assert 0 < (await list_runs())[0].lines_done < 1000


async def test_a_file_whose_name_is_written_in_another_encoding_is_taken_in(
    pool: str, tmp_path: Path
) -> None:
    name = os.fsdecode("企業\x1b[31m.csv".encode("cp932"))
    file = tmp_path / name
    file.write_bytes(company_file([company_row(1)]))
    code, out, err = await inforex(file, "companies", pool)
    assert (code, err) == (0, "")
    assert "1件を追加・変更しました" in out
    (run,) = await list_runs()
    assert run.file_name.isprintable()
    assert run.file_name.endswith("[31m.csv")
