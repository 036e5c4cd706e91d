"""「規約」: the versions of the terms, and each as applicants see it."""

import asyncio
from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from db.console.staff import Staff
from db.terms import Terms, versions
from web.console.pages import console_page
from web.console.terms.opening import BY_VERSION, LIST, PATH, WHO
from web.context import Given
from web.terms.articles import articles
from web.terms.pdf import terms_pdf


@get(LIST)
async def list_versions(
    request: Request[Any, Any, Any], staff: Given[Staff], now: Given[datetime]
) -> Response[str]:
    """List every version, the newest first, with how many consented."""
    rows = await versions()
    in_force = next((row.version for row in rows if row.effective_from <= now), None)
    return console_page(
        request,
        "console/terms/list.html",
        staff,
        versions=rows,
        in_force=in_force,
        now=now,
        who=WHO,
    )


@get(PATH, dependencies=BY_VERSION)
async def show_version(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    terms: Given[Terms],
    now: Given[datetime],
) -> Response[str]:
    """Show one version as applicants see it."""
    return console_page(
        request,
        "console/terms/version.html",
        staff,
        terms=terms,
        japanese=articles(terms.body),
        english=articles(terms.body_english),
        coming=terms.effective_from > now,
        who=WHO,
    )


@get(f"{PATH}/pdf", dependencies=BY_VERSION)
async def show_pdf(staff: Given[Staff], terms: Given[Terms]) -> Response[bytes]:  # noqa: ARG001 -- it opens to them alone
    """Give the file that applicants download."""
    return await pdf_of(terms)


async def pdf_of(terms: Terms) -> Response[bytes]:
    """The file of a version, published or not."""
    return Response(
        await asyncio.to_thread(terms_pdf, terms),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="inforex-terms-{terms.version}.pdf"'
        },
    )
