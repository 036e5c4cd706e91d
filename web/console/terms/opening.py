"""The version of the terms that an address of the console names."""

from typing import Annotated

from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.terms import Terms, load_version
from web.console.return_to import HOME

LIST = f"{HOME}/terms"
PATH = f"{LIST}/{{version:int}}"

WHO = {
    "nobody": "だれも必要ない",
    "id_managers": "ID管理ユーザー",
    "everyone": "すべての会員",
}
"""Which members must consent again."""


async def open_version(version: Annotated[int, PathParameter(le=2**31 - 1)]) -> Terms:
    """Find the version; answers that there is none of this number."""
    try:
        return await load_version(version)
    except LookupError as error:
        raise NotFoundException from error


BY_VERSION = {"terms": Provide(open_version)}
