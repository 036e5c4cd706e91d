"""「ファイルを取り込む」: a file is checked, stored, and given to the worker."""

import asyncio
from datetime import datetime
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile

from db.audit import ActReason
from db.imports.files import ImportFile, look_at, pieces
from db.imports.runs import begin_upload
from domain.imports.company_file import HEADER
from domain.imports.files import ImportKind
from domain.text import InvalidInput
from web.console.acts import Act, ActPage, Do, Done
from web.console.imports.runs import PATH
from web.context import settings_of
from web.forms import Form
from web.said import Said
from web.uploads import MEGABYTE, has_files


async def the_request(request: Request[Any, Any, Any]) -> Request[Any, Any, Any]:
    """The request that carries the file."""
    return request


async def _read(request: Request[Any, Any, Any], form: Form) -> Do | None:
    upload = await _upload(request)
    file = await _looked_at(form, upload)
    if upload is None or file is None:
        return None

    async def keep(why: ActReason, now: datetime) -> Done:
        upload.file.seek(0)
        run = await begin_upload(file, pieces(upload.file), why, now)
        return Done(_SAID, run.process, to=f"{PATH}/{run.id}")

    return keep


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


_SAID = Said(
    "ファイルを受け付けました",
    ("順に取り込みます。このページを閉じても続きます。進み具合は、このページに表示します。",),
)


def _page(_: Request[Any, Any, Any]) -> ActPage:
    return ActPage("ファイルを取り込む", (), back=PATH, said=_SAID)


async def _more(request: Request[Any, Any, Any], _: Form) -> dict[str, Any]:
    most = settings_of(request.app.state).import_max_bytes
    return {"most_megabytes": most // MEGABYTE, "header": HEADER}


UPLOAD = Act(
    path=f"{PATH}/new",
    about=the_request,
    page=_page,
    read=_read,
    template="console/imports/new.html",
    more=_more,
)
