"""`inforex import-companies`: a file is taken in, with a bar that shows how far it is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from db.audit import ActReason
from db.imports.batches import import_batches
from db.imports.files import look_at, pieces_of
from db.imports.runs import RunningImport, begin_run, list_problems
from domain.csv_files import Encoding
from domain.imports.files import ImportKind
from domain.text import InvalidInput
from inforex.command import PROGRAM, At, RefusedError, argument, command, option
from inforex.language import _, say_input
from inforex.screen import Screen
from inforex.who_and_why import COMMAND_LINE, KEPT, reason

ENCODINGS = {Encoding.UTF_8: "UTF-8", Encoding.WINDOWS_31J: "Shift_JIS（Windows-31J）"}


@command(
    "import-companies",
    "企業マスターか、国税庁の法人番号のファイルを取り込む",
    "CSVファイルを取り込みます。取り込めない行は報告して、残りを取り込みます。\n"
    "中断しても、同じコマンドで続きから取り込めます。\n\n"
    "企業マスターは、登録のない企業を追加し、登録が空欄の項目だけを補います。\n"
    "登録済みの内容は書き換えません。",
)
@argument("path", type=click.Path(path_type=Path), metavar="FILE", help="CSVファイル")
@option(
    "--kind",
    type=click.Choice(ImportKind, case_sensitive=False),
    default=ImportKind.COMPANIES,
    help="companies: 企業マスター（省略時）、corporations: 国税庁の法人番号",
)
@reason(default="コマンドラインからの取込", help=KEPT)
async def import_companies(at: At, path: Path, kind: ImportKind, reason: str) -> None:
    """Take a file in; raises `RefusedError`."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise RefusedError(
            _(
                "ファイル {path} を開けません（{trouble}）。場所をご確認ください。",
                path=path,
                trouble=error.strerror,
            )
        ) from error
    with file:
        await import_file(file, kind, path.name, ActReason(COMMAND_LINE, reason), at.screen)


async def import_file(
    file: IO[bytes], kind: ImportKind, name: str, why: ActReason, screen: Screen
) -> None:
    """Take in what is left of a file, and tell the result; raises `RefusedError`."""
    try:
        known = look_at(file, kind, name)
    except InvalidInput as error:
        raise RefusedError(say_input(error)) from error
    run = await begin_run(known, why, _now())
    screen.say(
        _(
            "取込 {run}: 文字コードは{encoding}です。",
            run=run.id,
            encoding=_(ENCODINGS[run.encoding]),
        )
    )
    if run.bytes_done:
        screen.say(_("前回の続き（{line:,}行目）から取り込みます。", line=run.lines_done + 1))
    with _bar() as bar:
        task = bar.add_task("", total=run.bytes_total, completed=run.bytes_done, lines="")

        def show(run: RunningImport) -> bool:
            bar.update(task, completed=run.bytes_done, lines=_("{count:,}行", count=run.lines_read))
            return True

        run = await import_batches(run.id, pieces_of(file), _now, show)
    await _report(run, screen)


async def _report(run: RunningImport, screen: Screen) -> None:
    problems = await list_problems(run.id)
    if problems:
        columns = (_("行"), _("取り込めなかった理由"))
        screen.table(columns, ((f"{p.line:,}", p.text) for p in problems))
    if run.lines_bad > len(problems):
        screen.say(
            _("続きは、{program} imports show {run} で確認できます。", program=PROGRAM, run=run.id)
        )
    screen.say(
        _(
            "{read:,}行を読み、{changed:,}件を追加・変更しました。"
            "変更のなかった行: {skipped:,}、取り込めなかった行: {bad:,}",
            read=run.lines_read,
            changed=run.rows_changed,
            skipped=run.lines_skipped,
            bad=run.lines_bad,
        )
    )
    if run.finished_at is None:
        raise RefusedError(_("管理画面で停止されました。同じコマンドで、続きから取り込めます。"))


def _bar() -> Progress:
    return Progress(
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}% {task.fields[lines]}"),
        TimeRemainingColumn(),
    )


def _now() -> datetime:
    return datetime.now(UTC)
