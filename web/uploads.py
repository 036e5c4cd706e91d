"""Forms with a file (multipart/form-data): their fields, and the file itself."""

from contextlib import suppress
from traceback import walk_tb
from typing import Any, cast

from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import HTTPRequestEvent

from web.logging import all_came

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


class FileNotKeptError(Exception):
    """A file could not be kept while it arrived, for want of room perhaps; `trouble` says why."""

    def __init__(self, trouble: OSError, page: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.page = page


def has_files(request: Request[Any, Any, Any]) -> bool:
    """Whether a form was sent in the way of those that may hold files."""
    return request.content_type[0] == "multipart/form-data"


async def multipart_fields(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Decode the typed fields of such a form, one value per field: the last one counts.

    Raises `FileTooLargeError` above the route's `request_max_body_size`, and `FileNotKeptError`
    where the disk takes no file.
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
    except OSError as error:
        await _close_begun(error)
        await _throw_away(request)
        raise FileNotKeptError(error, request.url.path) from error
    except (UnicodeDecodeError, LookupError) as error:
        raise ClientException from error


async def _close_begun(error: OSError) -> None:
    """Close the file that the parser failed at, which it leaves open: it takes room on the disk."""
    for frame, _ in walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            if isinstance(value, UploadFile):
                with suppress(OSError):  # what it has still to write finds no room either
                    await value.close()


async def _refuse_strangers(request: Request[Any, Any, Any]) -> None:
    """Ask the page's own guard before anything of a file is kept, in memory or on the disk."""
    try:
        await request.route_handler.authorize_connection(request)
    except Exception:
        await _throw_away(request)
        raise


async def _throw_away(request: Request[Any, Any, Any]) -> None:
    """Read what is left of a form, and keep nothing of it."""
    left = _MOST_THROWN_AWAY
    while left > 0 and not all_came(request.scope):
        event = cast("HTTPRequestEvent", await request.receive())
        left -= len(event.get("body", b""))
