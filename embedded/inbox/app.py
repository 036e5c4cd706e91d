"""The inbox as one application: while it runs, it receives by SMTP and shows by HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.datastructures import MutableScopeHeaders
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from litestar.types import Message, Scope

from embedded.inbox import api, pages
from embedded.inbox.smtp import listen
from embedded.inbox.store import Store

POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
LOOPBACK_NAMES = ("localhost", "127.0.0.1")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


async def add_headers(message: Message, _scope: Scope) -> None:
    """Give every answer, errors too, the headers that its handler did not set itself."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)


def create_app(store: Store, smtp_host: str, smtp_port: int, http_port: int) -> Litestar:
    """Wire the inbox around its store; it is shown at this port of loopback."""

    @asynccontextmanager
    async def receive(_app: Litestar) -> AsyncIterator[None]:
        server = await listen(store, smtp_host, smtp_port)
        try:
            yield
        finally:
            server.close()

    def the_store() -> Store:
        return store

    return Litestar(
        route_handlers=[
            *(pages.show_list, pages.show_mail, pages.show_html, pages.show_stylesheet),
            *(api.list_messages, api.show_message, api.show_source, api.delete_messages),
        ],
        dependencies={"store": Provide(the_store, sync_to_thread=False)},
        lifespan=[receive],
        # A page of the internet may give its own name our address, and read in the browser's name.
        allowed_hosts=[f"{name}:{http_port}" for name in LOOPBACK_NAMES],
        template_config=TemplateConfig(
            instance=JinjaTemplateEngine(engine_instance=pages.templates())
        ),
        before_send=[add_headers],
        exception_handlers={NotFoundException: pages.answer_missing},
        openapi_config=None,
        logging_config=None,  # its default would log whatever SMTP says, addresses included
    )
