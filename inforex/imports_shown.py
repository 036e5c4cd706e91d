"""`inforex imports`: the files that were taken in, and what was wrong with their lines."""

from collections.abc import AsyncIterator

from db.imports.runs import RunningImport, list_problems, list_runs, load_run
from domain.business_calendar import format_jst
from domain.imports.files import ImportKind, LineProblem
from inforex.command import At, RefusedError, argument, command, group, option
from inforex.language import _
from inforex.listing import Listed, collect, limit, one_of
from inforex.screen import Screen
from texts.audit_log import IMPORTS as IMPORTS_IN_WORDS

KINDS = {kind: IMPORTS_IN_WORDS[kind] for kind in ImportKind}


@command("list", "取り込んだファイルの一覧", shows=True)
@option(
    "--kind",
    type=one_of(KINDS),
    metavar="KIND",
    help="ファイルの種類: companies（企業マスター）、corporations（国税庁の法人番号）",
)
@limit
async def list_imports(at: At, kind: ImportKind | None, limit: int | None) -> None:
    """List the runs, the newest first."""

    async def page_of(after: int | None, most: int) -> tuple[list[RunningImport], int | None]:
        older = {} if after is None else {"before": after}
        found = await list_runs(kind, **older, most=most)
        page = found[:most]
        return page, page[-1].id if len(found) > most else None

    found = await collect(page_of, limit)
    at.show({"imports": found.rows, "more": found.more}, lambda screen: _show(found, screen))


def _show(found: Listed[RunningImport], screen: Screen) -> None:
    if not found.rows:
        screen.say(_("取り込んだファイルはありません。"))
        return
    columns = ("番号", "ファイル", "種類", "状態", "開始", "行", "取り込めなかった行")
    screen.table(tuple(map(_, columns)), map(_line, found.rows))
    found.say_so(screen)


def _line(run: RunningImport) -> tuple[str, ...]:
    return (
        str(run.id),
        run.file_name,
        _(KINDS[run.kind]),
        _state(run),
        format_jst(run.started_at),
        f"{run.lines_read:,}",
        f"{run.lines_bad:,}",
    )


def _state(run: RunningImport) -> str:
    if run.finished_at is not None:
        return _("完了")
    return _("停止中") if run.stopped_at is not None else _("取込中")


@command("show", "一つの取込と、取り込めなかった行", shows=True)
@argument("run", type=int, metavar="RUN", help="取込の番号")
async def show_import(at: At, run: int) -> None:
    """Show one run with every line that was kept; raises `RefusedError` where there is none."""
    try:
        found = await load_run(run)
    except LookupError as error:
        raise RefusedError(_("取込 {run} はありません。番号をご確認ください。", run=run)) from error
    problems = [each async for each in _problems(run)]
    left_off = found.lines_bad - len(problems)
    answer = {"import": found, "problems": problems, "left_off": left_off}
    at.show(answer, lambda screen: _show_one(found, problems, screen))


async def _problems(run: int) -> AsyncIterator[LineProblem]:
    last = 0
    while page := await list_problems(run, last):
        for each in page:
            yield each
        last = page[-1].line


def _show_one(run: RunningImport, problems: list[LineProblem], screen: Screen) -> None:
    screen.fields(
        [
            (_("ファイル"), run.file_name),
            (_("種類"), _(KINDS[run.kind])),
            (_("状態"), f"{_state(run)} {run.percent}%"),
            (_("開始"), f"{format_jst(run.started_at)} {run.started_by}"),
            (_("完了"), "" if run.finished_at is None else format_jst(run.finished_at)),
            (_("行"), f"{run.lines_read:,}"),
            (_("追加・変更"), f"{run.rows_changed:,}"),
            (_("変更のなかった行"), f"{run.lines_skipped:,}"),
            (_("取り込めなかった行"), f"{run.lines_bad:,}"),
        ]
    )
    if problems:
        columns = (_("行"), _("取り込めなかった理由"))
        screen.table(columns, ((f"{each.line:,}", each.text) for each in problems))
    if run.lines_bad > len(problems):
        left = run.lines_bad - len(problems)
        screen.say(_("ほかに{count:,}行あり、理由は残していません。", count=left))


IMPORTS = group("imports", "取り込んだファイルを見る", (list_imports, show_import))
