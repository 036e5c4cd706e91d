"""The wholesaler that an address of the console names."""

from typing import Annotated

from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.console.wholesalers import WholesalerCard, load_wholesaler
from web.console.return_to import HOME

LIST = f"{HOME}/wholesalers"
PATH = f"{LIST}/{{wholesaler:int}}"


def page_of(wholesaler: int) -> str:
    """The address of a wholesaler's page."""
    return f"{LIST}/{wholesaler}"


async def open_wholesaler(
    wholesaler: Annotated[int, PathParameter(le=2**31 - 1)],
) -> WholesalerCard:
    """Find the wholesaler; answers that there is none."""
    try:
        return await load_wholesaler(wholesaler)
    except LookupError as error:
        raise NotFoundException from error


BY_ID = {"card": Provide(open_wholesaler)}
