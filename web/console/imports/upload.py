"""「ファイルを取り込む」: a file is looked at, kept, and handed to the worker."""

import asyncio
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from db.console.saved_replies import saved_replies
from db.console.sessions import Staff
from db.imports.files import ImportFile, look_at, pieces
from db.imports.sent import begin_sent
from domain.console.company_file import HEADER
from domain.console.import_files import ImportKind
from domain.text import InvalidInput
from relay.delivery import Relay
from settings import Settings
from web.console.acts import read_why
from web.console.imports.runs import PATH
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other
from web.uploads import MEGABYTE, has_files


@get(f"{PATH}/new")
async def show_sending(
    request: Request[Any, Any, Any], staff: Injected[Staff], settings: Injected[Settings]
) -> Response[str]:
    """Ask for the file."""
    return await _page(request, staff, settings, Form())


@post(f"{PATH}/new")
async def send_file(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    settings: Injected[Settings],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Keep a file of the right kind, and follow how it is taken in; else change nothing."""
    form = await read_form(request)
    upload = await _upload(request)
    file = await _looked_at(form, upload)
    why = read_why(form, staff)
    if upload is None or file is None or why is None:
        return await _page(request, staff, settings, form)
    upload.file.seek(0)
    run = await begin_sent(file, pieces(upload.file), why, now)
    return see_other(f"{PATH}/{run.id}", background=BackgroundTask(relay.nudge, run.process))


async def _upload(request: Request[Any, Any, Any]) -> UploadFile | None:
    """The file that was chosen; it lies on the disk, not in memory."""
    chosen = (await request.form()).get("file") if has_files(request) else None
    return chosen if isinstance(chosen, UploadFile) else None


async def _looked_at(form: Form, upload: UploadFile | None) -> ImportFile | None:
    kind = form.accept("kind", _accept_kind, label="ファイルの種類")
    if upload is None:
        form.add_error("file", "CSVファイルを選択してください。")
    elif kind is not None:
        try:
            return await asyncio.to_thread(look_at, upload.file, kind, upload.filename)
        except InvalidInput as error:
            form.add_error("file", error)
    return None


def _accept_kind(text: str) -> ImportKind:
    try:
        return ImportKind(text)
    except ValueError as error:
        raise InvalidInput("選択してください。") from error


async def _page(
    request: Request[Any, Any, Any], staff: Staff, settings: Settings, form: Form
) -> Response[str]:
    return console_page(
        request,
        "console/imports/new.html",
        staff,
        200 if form.ok else 422,
        form=form,
        most_megabytes=settings.import_max_bytes // MEGABYTE,
        header=HEADER,
        replies=await saved_replies(),
    )
