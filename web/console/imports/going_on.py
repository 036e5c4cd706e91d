"""Stopping a file that is being taken in, and letting it go on."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.console.staff import Staff
from db.imports.runs import RunMovedOnError, resume_run, stop_run
from relay.delivery import Relay
from web.console.acting import read_why
from web.console.imports.showing import PATH, RunKey, found_run, run_page
from web.context import Given
from web.forms import Form, read_form
from web.redirects import see_other

MOVED_ON = "この取込は、すでに停止、再開または完了しています。何も変更していません。"


@post(f"{PATH}/{{number:int}}/stop")
async def stop(
    request: Request[Any, Any, Any], staff: Given[Staff], now: Given[datetime], number: RunKey
) -> Response[str] | Redirect:
    """Stop after the lines that are under way."""
    run = await found_run(number)
    form = await read_form(request)
    if why := read_why(form, staff):
        try:
            await stop_run(number, why, now)
        except RunMovedOnError:
            return await _moved_on(request, staff, number, form)
        return see_other(f"{PATH}/{number}")
    return await run_page(request, staff, run, form)


@post(f"{PATH}/{{number:int}}/resume")
async def resume(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    relay: Given[Relay],
    now: Given[datetime],
    number: RunKey,
) -> Response[str] | Redirect:
    """Go on behind the last line that was taken."""
    run = await found_run(number)
    form = await read_form(request)
    if why := read_why(form, staff):
        try:
            await resume_run(number, why, now)
        except RunMovedOnError:
            return await _moved_on(request, staff, number, form)
        return see_other(f"{PATH}/{number}", background=BackgroundTask(relay.nudge, run.process))
    return await run_page(request, staff, run, form)


async def _moved_on(
    request: Request[Any, Any, Any], staff: Staff, number: int, form: Form
) -> Response[str]:
    form.add_error("", MOVED_ON)
    return await run_page(request, staff, await found_run(number), form)
