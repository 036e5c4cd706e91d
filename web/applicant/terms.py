"""The terms of use, and the consent to them (product.md, step 3)."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect

from db.terms import Terms, current_terms
from domain.company_names import accept_company_name
from domain.text import InvalidInput
from web.context import Injected
from web.cookies import private_cookie, read_cookie
from web.forms import Form, read_form
from web.guards import PUBLIC
from web.pages import SeeOtherError, page, see_other
from web.terms.document import articles, terms_pdf

CONSENT_COOKIE = "consent"
CONSENT_LASTS = timedelta(hours=2)


@get("/terms", opt=PUBLIC)
async def show_terms(request: Request[Any, Any, Any], now: Injected[datetime]) -> Response[str]:
    """Show the full text to whoever has searched for a company."""
    return _page(request, await current_terms(now), Form())


@post("/terms", opt=PUBLIC)
async def agree_to_terms(
    request: Request[Any, Any, Any], now: Injected[datetime]
) -> Response[str] | Redirect:
    """Take the consent to the version that was shown, if it is still the current one."""
    name = searched_name(request)
    form = await read_form(request)
    terms = await current_terms(now)
    form.accept("agreed", _accept_agreement)
    if form.ok and form.typed("terms") != mark_of(terms):
        form.replace("agreed", "")
        form.add_error("agreed", "利用規約が改定されました。新しい内容をご確認ください。")
    if not form.ok:
        return _page(request, terms, form, 422)
    return see_other(
        f"/mail-address?{urlencode({'name': name})}", cookies=[_consent(request, terms)]
    )


@get("/terms.pdf", opt=PUBLIC)
async def download_terms(now: Injected[datetime]) -> Response[bytes]:
    """Give the same text as a file."""
    terms = await current_terms(now)
    return Response(
        await asyncio.to_thread(terms_pdf, terms),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="inforex-terms-{terms.version}.pdf"'
        },
    )


def searched_name(request: Request[Any, Any, Any]) -> str:
    """The name that the search page hands on; without one, the search comes first (S31)."""
    try:
        return accept_company_name(request.query_params.get("name", ""))
    except InvalidInput as error:
        raise SeeOtherError("/search") from error


def mark_of(terms: Terms) -> str:
    """What names a version and its very text."""
    return f"{terms.version}.{terms.text_sha256}"


def has_consented(request: Request[Any, Any, Any], terms: Terms) -> bool:
    """Whether this browser has lately agreed to this version on the page before (S31)."""
    return read_cookie(request, CONSENT_COOKIE) == mark_of(terms)


def _consent(request: Request[Any, Any, Any], terms: Terms) -> Cookie:
    # A cookie, and no parameter, so that nobody can be sent past the terms by a link.
    lasts = int(CONSENT_LASTS.total_seconds())
    return private_cookie(request, CONSENT_COOKIE, mark_of(terms), max_age=lasts)


def _accept_agreement(text: str) -> None:
    if text != "yes":
        raise InvalidInput("利用規約をお読みになり、同意のチェックを入れてください。")


def _page(
    request: Request[Any, Any, Any], terms: Terms, form: Form, status: int = 200
) -> Response[str]:
    return page(
        request,
        "applicant/terms.html",
        status,
        form=form,
        name=searched_name(request),
        terms=terms,
        mark=mark_of(terms),
        japanese=articles(terms.body),
        english=articles(terms.body_english),
    )
