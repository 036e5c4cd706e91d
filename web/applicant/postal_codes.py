"""What a 郵便番号 says of the address, for the script of the form (form.js)."""

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from domain.postal_codes import place_of
from web.guards import PUBLIC


@get("/postal-codes/{code:str}", opt=PUBLIC, sync_to_thread=True)
def show_place(code: FromPath[str]) -> Response[dict[str, str]]:
    """Tell the prefecture and the beginning of the address."""
    place = place_of(code)
    if place is None:
        raise NotFoundException
    told = {"head_office": place.prefecture, "address": place.address}
    return Response(told, media_type=MediaType.JSON)
