"""Sending a reader to another page of ours."""

from collections.abc import Sequence

from litestar.background_tasks import BackgroundTask
from litestar.datastructures import Cookie
from litestar.response import Redirect


class SeeOtherError(Exception):
    """The page asked for is not the one to see now; `url` is."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def see_other(
    url: str, *, background: BackgroundTask | None = None, cookies: Sequence[Cookie] = ()
) -> Redirect:
    """Answer a POST by the page that shows what came of it, so that reloading does no harm."""
    return Redirect(url, status_code=303, background=background, cookies=list(cookies))
