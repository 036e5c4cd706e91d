"""Whatever host a request names, the site is the one that its settings name (S32)."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from settings import Settings


class OwnHost:
    """Wraps the application: a `Host` that is no host makes Litestar fail, where it reads it.

    No page needs what the request says: what links and mails need is in `BASE_URL` (S09).
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._host = (b"host", settings.base_url.partition("://")[2].encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            others = (each for each in scope["headers"] if each[0] != b"host")
            scope["headers"] = [self._host, *others]
        await self._app(scope, receive, send)
