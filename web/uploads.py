"""Forms with a file (multipart/form-data): their fields, and the file itself."""

from typing import Any, cast

from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import HTTPReceiveMessage

MEGABYTE = 1024 * 1024

_FORM = "form_with_files"

# A browser shows an answer only once it has sent its whole form; this much it may go on sending.
_MOST_THROWN_AWAY = 64 * MEGABYTE


class FileTooLargeError(Exception):
    """A form with a file is larger than its page takes; `most` is in megabytes."""

    def __init__(self, most: int, page: str) -> None:
        super().__init__(most)
        self.most = most
        self.page = page


def has_files(request: Request[Any, Any, Any]) -> bool:
    """Whether a form was sent in the way of those that may hold files."""
    return request.content_type[0] == "multipart/form-data"


async def multipart_fields(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Decode the typed fields of such a form, one value per field: the last one counts.

    Raises `FileTooLargeError` above the route's `request_max_body_size`.
    """
    form = await _parsed(request)
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


async def uploaded_file(request: Request[Any, Any, Any], name: str) -> bytes | None:
    """Read the file of this field, once; None when none was chosen."""
    file = (await _parsed(request)).get(name) if has_files(request) else None
    return await file.read() if isinstance(file, UploadFile) else None


async def close_files(request: Request[Any, Any, Any]) -> None:
    """Close the files of a form, large ones of which lie on the disk."""
    form: FormMultiDict | None = request.scope["state"].pop(_FORM, None)
    if form is not None:
        await form.close()


async def _parsed(request: Request[Any, Any, Any]) -> FormMultiDict:
    """Parse the form, once for all who ask about it."""
    kept: FormMultiDict | None = request.scope["state"].get(_FORM)
    if kept is None:
        kept = request.scope["state"][_FORM] = await _parse(request)
    return kept


async def _parse(request: Request[Any, Any, Any]) -> FormMultiDict:
    await _refuse_strangers(request)
    try:
        return await request.form()
    except RequestEntityTooLarge as error:
        most = request.route_handler.resolve_request_max_body_size() or 0
        if most < MEGABYTE:  # the page takes no file
            raise
        if (request.content_length or 0) > most:
            await _throw_away(request)
        raise FileTooLargeError(most // MEGABYTE, request.url.path) from error
    except (UnicodeDecodeError, LookupError) as error:
        raise ClientException from error


async def _refuse_strangers(request: Request[Any, Any, Any]) -> None:
    """Ask the page's own guard before anything of a file is kept, in memory or on the disk."""
    try:
        await request.route_handler.authorize_connection(request)
    except Exception:
        await _throw_away(request)
        raise


async def _throw_away(request: Request[Any, Any, Any]) -> None:
    """Read a form to its end, of which nothing was read, and keep nothing of it."""
    left = _MOST_THROWN_AWAY
    while left > 0:
        event = cast("HTTPReceiveMessage", await request.receive())
        if event["type"] == "http.disconnect" or not event.get("more_body", False):
            return
        left -= len(event.get("body", b""))
