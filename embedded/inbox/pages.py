"""The inbox for people: the list, and each mail as text, as HTML and as source."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Request, Response, get
from litestar.datastructures import ResponseHeader, State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from embedded.inbox.api import Start, TheStore, page, source
from embedded.inbox.message import message
from embedded.inbox.store import arrival

TEMPLATES = Path(__file__).with_name("templates")
STYLESHEET = Path(__file__).with_name("inbox.css")
JAPAN = timezone(timedelta(hours=9), "JST")
PAGE_LENGTH = 50

# A mail's own HTML may style itself and open links in a new tab; nothing in it is loaded or run.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@get("/", sync_to_thread=True)
def show_list(store: TheStore, start: Start = 0) -> Template:
    mails = page(store, start, PAGE_LENGTH)
    return Template("list.html", context={**mails, "page_length": PAGE_LENGTH})


@get("/message/{identifier:str}", sync_to_thread=True)
def show_mail(store: TheStore, identifier: FromPath[str]) -> Template:
    mail = message(identifier, source(store, identifier))
    return Template("mail.html", context={"mail": mail, "arrival": arrival(identifier)})


@get(
    "/message/{identifier:str}/html",
    media_type=MediaType.HTML,
    response_headers=[ResponseHeader(name="Content-Security-Policy", value=MAIL_POLICY)],
    sync_to_thread=True,
)
def show_html(store: TheStore, identifier: FromPath[str]) -> str:
    html = message(identifier, source(store, identifier))["HTML"]
    return html.replace("<head>", '<head><base target="_blank">', 1)


@get("/inbox.css", media_type=MediaType.CSS, sync_to_thread=True)
def show_stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")


def answer_missing(
    request: Request[None, None, State], error: NotFoundException
) -> Response[dict[str, str]] | Template:
    """Say that there is no such mail or page: to programs as JSON, to people as a page."""
    if request.url.path.startswith("/api/"):
        return Response({"Error": error.detail}, status_code=404)
    return Template("missing.html", status_code=404)


def templates() -> Environment:
    """Make the templates' environment; the filter `jst` writes a time as people in Japan do."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["jst"] = _in_japan
    return environment


def _in_japan(moment: datetime) -> str:
    return moment.astimezone(JAPAN).strftime("%Y年%m月%d日 %H:%M:%S")
