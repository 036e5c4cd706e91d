"""「取込」: the files that were imported or are, how far each is, stop and resume."""

import re
from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeAlias

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.audit import ActReason
from db.console.paging import cut
from db.console.replies import saved_replies
from db.console.staff import Staff
from db.imports.runs import (
    ROWS_A_PAGE,
    RunMovedOnError,
    RunningImport,
    list_problems,
    list_runs,
    load_run,
    resume_run,
    stop_run,
)
from domain.imports.company_file import HEADER
from domain.imports.files import ImportKind
from relay.delivery import Relay
from web.console.acts import Do, Refusals, attempt, read_why, says
from web.console.areas import HOME
from web.console.lists import ListAddress, address_of
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form, query_form, read_form
from web.said import Said, Told, told

PATH = f"{HOME}/imports"
LATEST = 2**63 - 1
RunKey: TypeAlias = Annotated[int, PathParameter(le=LATEST)]


@get(PATH)
async def show_runs(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """List the files, the newest first; of one kind, if the address says so."""
    wanted = request.query_params.get("kind")
    kind = ImportKind(wanted) if wanted in set(ImportKind) else None
    after, before = _number(request, "after", 0), _number(request, "before", 0)
    runs = await list_runs(kind, LATEST if before else after or LATEST, newer_than=before)
    return console_page(
        request,
        "console/imports/list.html",
        staff,
        kind=kind,
        page=cut(runs, lambda run: run.id, after=after, before=before),
        here=address_of(request, query_form(request), ("kind",)),
    )


@get(f"{PATH}/{{number:int}}")
async def show_run(
    request: Request[Any, Any, Any], staff: Injected[Staff], number: RunKey
) -> Response[str]:
    """Show the progress of one file, and the lines that could not be imported."""
    return await run_page(request, staff, await found_run(number), Form())


@get(f"{PATH}/companies.csv")
async def download_template() -> Response[bytes]:
    """Give an empty company master."""
    return Response(
        f"\ufeff{','.join(HEADER)}\r\n".encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="inforex-companies.csv"'},
    )


async def run_page(
    request: Request[Any, Any, Any], staff: Staff, run: RunningImport, form: Form
) -> Response[str]:
    """The page of one file; `form` stops or resumes it."""
    after, before = _number(request, "after", 0), _number(request, "before", 0)
    problems = await list_problems(run.id, after, before)
    skipped = await list_problems(run.id, _number(request, "skipped_after", 0), skipped=True)
    return console_page(
        request,
        "console/imports/run.html",
        staff,
        200 if form.ok else 422,
        run=run,
        page=cut(problems, lambda problem: problem.line, after=after, before=before),
        here=ListAddress(f"{PATH}/{run.id}", {}, is_first=not after and not before),
        skipped=skipped[:ROWS_A_PAGE],
        more_skipped=len(skipped) > ROWS_A_PAGE,
        form=form,
        replies=await saved_replies(),
    )


async def found_run(number: int) -> RunningImport:
    """Find one run; raises `NotFoundException`."""
    try:
        return await load_run(number)
    except LookupError as error:
        raise NotFoundException from error


def _number(request: Request[Any, Any, Any], name: str, beginning: int) -> int:
    """Where a page of a list begins; anything but a number is the beginning."""
    text = str(request.query_params.get(name, ""))
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else beginning


_REFUSALS: Refusals = {
    RunMovedOnError: says(
        "この取込は、すでに停止、再開または完了しています。何も変更していません。"
    )
}


@post(f"{PATH}/{{number:int}}/stop")
async def stop(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    now: Injected[datetime],
    number: RunKey,
) -> Response[str] | Told:
    """Stop after the batch of lines that is being imported."""
    run = await found_run(number)
    return await _act(request, staff, run, partial(stop_run, number), now, _STOPPED)


@post(f"{PATH}/{{number:int}}/resume")
async def resume(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    relay: Injected[Relay],
    now: Injected[datetime],
    number: RunKey,
) -> Response[str] | Told:
    """Resume after the last line that was imported."""
    run = await found_run(number)

    async def resume(why: ActReason, now: datetime) -> None:
        await resume_run(number, why, now)

    nudge = BackgroundTask(relay.nudge, run.process)
    return await _act(request, staff, run, resume, now, _RESUMED, nudge)


_STOPPED = Said(
    "取込を停止しました",
    ("いま取り込んでいる行の後で止まります。取り込んだ分は残り、続きから再開できます。",),
)
_RESUMED = Said("取込を再開しました", ("取り込んだ行の続きから取り込みます。",))


async def _act(  # noqa: PLR0913, PLR0917 -- who does what to which run, and who hears of it
    request: Request[Any, Any, Any],
    staff: Staff,
    run: RunningImport,
    do: Do,
    now: datetime,
    said: Said,
    nudge: BackgroundTask | None = None,
) -> Response[str] | Told:
    """Do it for the reason of the form that stands on the page of the run itself."""
    form = await read_form(request)
    why = read_why(form, staff)
    if why is not None:
        await attempt(do, why, now, form, _REFUSALS)
        run = await found_run(run.id)
    if not form.ok:
        return await run_page(request, staff, run, form)
    return told(f"{PATH}/{run.id}", said, background=nudge)
