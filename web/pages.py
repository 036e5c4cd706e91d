"""One page: a template, what every page shows, what this one shows; or a redirect."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import MediaType, Request, Response
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import Cookie
from litestar.response import Redirect
from markupsafe import Markup

from domain.business_calendar import format_jst, is_helpdesk_open
from settings import Settings
from texts.japanese_parts import mark_japanese
from web.context import now_of, settings_of
from web.forms import Form
from web.language import language_of, switch_url, translate

STATIC_FILES = Path(__file__).parent / "static"


@dataclass(frozen=True)
class HelpdeskBlock:
    """The helpdesk as it stands at the foot of every page."""

    telephone: str
    mail_address: str
    is_open: bool


@pass_context
def _gettext(context: Context, text: str) -> str:
    return translate(text, context["language"])


@pass_context
def _jst(context: Context, at: datetime) -> str:
    return format_jst(at, context["language"])


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        _gettext, lambda one, many, n: one if n == 1 else many, newstyle=True
    )
    environment.filters["jst"] = _jst
    return environment


def _versions() -> dict[str, str]:
    files = (path for path in STATIC_FILES.rglob("*") if path.is_file())
    return {
        path.relative_to(STATIC_FILES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        for path in files
    }


TEMPLATES = _environment()
VERSIONS = _versions()


def static_url(path: str) -> str:
    """The address of a static file; it changes with the file, so that caches may keep it."""
    return f"/static/{path}?v={VERSIONS[path]}"


def page(
    request: Request[Any, Any, Any],
    template: str,
    status: int = 200,
    *,
    headers: dict[str, str] | None = None,
    background: BackgroundTask | None = None,
    **context: object,
) -> Response[str]:
    """Render a page in the language of its reader; a `Form` in the context is translated too."""
    language = language_of(request)
    if isinstance(form := context.get("form"), Form):
        context["form"] = form.shown_in(language)
    every_page = {
        "language": language,
        "language_switch_url": switch_url(request, language),
        "helpdesk": _helpdesk(settings_of(request.app.state), now_of(request.app.state)),
        "csrf_input": csrf_input(request),
        "static": static_url,
    }
    html = TEMPLATES.get_template(template).render(every_page | context)
    return Response(
        mark_japanese(html) if language == "en" else html,
        status_code=status,
        media_type=MediaType.HTML,
        headers=headers,
        background=background,
    )


def csrf_input(request: Request[Any, Any, Any]) -> Markup:
    """The hidden field that every POST form needs; empty where no route answers."""
    token = request.scope["state"].get("csrf_token", "")
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(token)


def _helpdesk(settings: Settings, now: datetime) -> HelpdeskBlock:
    return HelpdeskBlock(
        telephone=settings.helpdesk.telephone,
        mail_address=settings.helpdesk.mail_address,
        is_open=is_helpdesk_open(now),
    )


class SeeOtherError(Exception):
    """The page asked for is not the one to see now; `url` is."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def see_other(
    url: str, *, background: BackgroundTask | None = None, cookies: Sequence[Cookie] = ()
) -> Redirect:
    """Redirect after a POST to the page that shows its result, so that reloading is harmless."""
    return Redirect(url, status_code=303, background=background, cookies=list(cookies))
