"""`inforex import-companies`: a file is taken in, with a bar that shows how far it is."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from db.audit import ActReason
from db.imports.batches import import_batches
from db.imports.files import look_at, pieces_of
from db.imports.runs import RunningImport, begin_run, list_problems
from domain.csv_files import Encoding
from domain.imports.files import ImportKind
from domain.text import InvalidInput
from inforex.command import Add, RefusedError, on_database
from inforex.screen import Screen
from inforex.who_and_why import COMMAND_LINE, add_reason

ENCODINGS = {Encoding.UTF_8: "UTF-8", Encoding.WINDOWS_31J: "Shift_JIS（Windows-31J）"}


def add_arguments(add: Add) -> None:
    """Add `import-companies`."""
    parser = add(
        "import-companies",
        help="企業マスターか、国税庁の法人番号のファイルを取り込む",
        description="CSVファイルを取り込みます。取り込めない行は報告して、残りを取り込みます。\n"
        "中断しても、同じコマンドで続きから取り込めます。\n\n"
        "企業マスターは、登録のない企業を追加し、登録が空欄の項目だけを補います。\n"
        "登録済みの内容は書き換えません。",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="CSVファイル")
    parser.add_argument(
        "--kind",
        type=ImportKind,
        choices=tuple(ImportKind),
        default=ImportKind.COMPANIES,
        help="companies: 企業マスター（省略時）、corporations: 国税庁の法人番号",
    )
    add_reason(parser, default="コマンドラインからの取込")
    parser.set_defaults(do=_do)


def _do(typed: Namespace, environment: Mapping[str, str]) -> None:
    try:
        file = typed.file.open("rb")
    except OSError as error:
        raise RefusedError(
            f"ファイル {typed.file} を開けません（{error.strerror}）。場所をご確認ください。"
        ) from error
    with file:
        why = ActReason(COMMAND_LINE, typed.reason)
        on_database(import_file(file, typed.kind, typed.file.name, why, Screen()), environment)


async def import_file(
    file: IO[bytes], kind: ImportKind, name: str, why: ActReason, screen: Screen
) -> None:
    """Take in what is left of a file, and tell the result; raises `RefusedError`."""
    try:
        known = look_at(file, kind, name)
    except InvalidInput as error:
        raise RefusedError(str(error)) from error
    run = await begin_run(known, why, _now())
    screen.say(f"取込 {run.id}: 文字コードは{ENCODINGS[run.encoding]}です。")
    if run.bytes_done:
        screen.say(f"前回の続き（{run.lines_done + 1:,}行目）から取り込みます。")
    with _bar() as bar:
        task = bar.add_task("", total=run.bytes_total, completed=run.bytes_done, lines="")

        def show(run: RunningImport) -> bool:
            bar.update(task, completed=run.bytes_done, lines=f"{run.lines_read:,}行")
            return True

        run = await import_batches(run.id, pieces_of(file), _now, show)
    await _report(run, screen)


async def _report(run: RunningImport, screen: Screen) -> None:
    problems = await list_problems(run.id)
    if problems:
        screen.table(("行", "取り込めなかった理由"), ((f"{p.line:,}", p.text) for p in problems))
    if run.lines_bad > len(problems):
        screen.say(f"続きは、管理画面の「取込」の {run.id} で確認できます。")
    screen.say(
        f"{run.lines_read:,}行を読み、{run.rows_changed:,}件を追加・変更しました。"
        f"変更のなかった行: {run.lines_skipped:,}、取り込めなかった行: {run.lines_bad:,}"
    )
    if run.finished_at is None:
        raise RefusedError("管理画面で停止されました。同じコマンドで、続きから取り込めます。")


def _bar() -> Progress:
    return Progress(
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}% {task.fields[lines]}"),
        TimeRemainingColumn(),
    )


def _now() -> datetime:
    return datetime.now(UTC)
