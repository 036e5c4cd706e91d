"""One page: a template, what every page shows, what this one shows; or a redirect."""

import hashlib
import secrets
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from litestar import MediaType, Request, Response
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import Cookie
from litestar.response import Redirect
from markupsafe import Markup, escape

from domain.business_calendar import next_opening
from texts.japanese_parts import mark_japanese
from web.context import now_of, settings_of
from web.forms import Form
from web.language import Language, is_for_staff, language_of, switch_url
from web.rendering import environments
from web.said import forget, said_before

STATIC_FILES = Path(__file__).parent / "static"


@dataclass(frozen=True)
class HelpdeskBlock:
    """The helpdesk as it stands at the foot of every page but the console's, which is its own.

    `opens_at`: None while it is open.
    """

    telephone: str
    mail_address: str
    opens_at: datetime | None


def _versions() -> dict[str, str]:
    files = (path for path in STATIC_FILES.rglob("*") if path.is_file())
    return {
        path.relative_to(STATIC_FILES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        for path in files
    }


VERSIONS = _versions()


def static_url(path: str) -> str:
    """The address of a static file; it changes with the file, so that caches may keep it."""
    return f"/static/{path}?v={VERSIONS[path]}"


TEMPLATES = environments(static_url)


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
    switch = switch_url(request, language)
    helpdesk = None if is_for_staff(request) else _helpdesk(request)
    said = said_before(request)
    shown = {"said": said, **context}
    answer = Response(
        _rendered(template, language, switch, helpdesk, _csrf_token(request), shown),
        status_code=status,
        media_type=MediaType.HTML,
        headers=headers,
        background=background,
    )
    if said is not None:
        forget(request, answer)
    return answer


_TOKENS_PLACE = secrets.token_hex()
"""Where a page that is kept has the token of whoever it is shown to."""


def shared_page(
    request: Request[Any, Any, Any], template: str, **context: Hashable
) -> Response[str]:
    """Show a page with an empty form that is the same for all who read its language.

    It is rendered once, and then has nothing of one reader but the form's token; with a query,
    which anybody can make up, or something to say, it is rendered as any other.
    """
    if request.scope["query_string"] or said_before(request) is not None:
        shown: dict[str, Any] = {"form": Form(), **context}
        return page(request, template, **shown)
    language = language_of(request)
    helpdesk = None if is_for_staff(request) else _helpdesk(request)
    kept = _kept(template, language, switch_url(request, language), helpdesk, **context)
    text = kept.replace(_TOKENS_PLACE, escape(_csrf_token(request)))
    return Response(text, media_type=MediaType.HTML)


@lru_cache(maxsize=100)
def _kept(
    template: str,
    language: Language,
    switch: str | None,
    helpdesk: HelpdeskBlock | None,
    **context: Hashable,
) -> str:
    shown = {"form": Form(), "said": None, **context}
    return _rendered(template, language, switch, helpdesk, _TOKENS_PLACE, shown)


def _rendered(  # noqa: PLR0913, PLR0917 -- what every page shows
    template: str,
    language: Language,
    switch: str | None,
    helpdesk: HelpdeskBlock | None,
    csrf_token: str,
    context: Mapping[str, object],
) -> str:
    form = context.get("form")
    shown = {"form": form.shown_in(language)} if isinstance(form, Form) else {}
    every_page = {
        "language_switch_url": switch,
        "helpdesk": helpdesk,
        "csrf_input": _csrf_input(csrf_token),
    }
    html = TEMPLATES[language].get_template(template).render({**every_page, **context, **shown})
    return mark_japanese(html) if language == "en" else html


def _csrf_token(request: Request[Any, Any, Any]) -> str:
    """What `_csrf_input` holds; empty where no route answers."""
    return str(request.scope["state"].get("csrf_token", ""))


def _csrf_input(token: str) -> Markup:
    """The hidden field that every POST form needs."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(token)


def _helpdesk(request: Request[Any, Any, Any]) -> HelpdeskBlock:
    helpdesk = settings_of(request.app.state).helpdesk
    opens_at = next_opening(now_of(request.app.state))
    return HelpdeskBlock(helpdesk.telephone, helpdesk.mail_address, opens_at)


class SeeOtherError(Exception):
    """The page asked for is not the one to see now; `url` is."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def see_other(
    url: str, *, background: BackgroundTask | None = None, cookies: Sequence[Cookie] = ()
) -> Redirect:
    """Lead on to another page; an act is answered by `web.said.told`, which says what was done."""
    return Redirect(url, status_code=303, background=background, cookies=list(cookies))
