"""The console's own address leads to what needs a person."""

from litestar import get
from litestar.response import Redirect

from web.console.return_to import HOME
from web.redirects import see_other

QUEUE = "/console/applications"


@get(HOME)
async def home() -> Redirect:
    """Go to the queue."""
    return see_other(QUEUE)
