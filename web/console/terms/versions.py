"""「規約」: the versions of the terms, each as applicants see it, and its withdrawal."""

import asyncio
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.console.staff import Staff
from db.terms import InForceError, Terms, call_back, load_version, versions
from domain.business_calendar import format_jst
from texts.audit_log import CONSENT_BY
from web.console.acts import Act, ActPage, Do, says
from web.console.areas import HOME
from web.console.staff_only import console_page
from web.context import Injected
from web.forms import Form
from web.said import Said
from web.terms.document import articles, terms_pdf

LIST = f"{HOME}/terms"
PATH = f"{LIST}/{{version:int}}"


async def open_version(version: Annotated[int, PathParameter(le=2**31 - 1)]) -> Terms:
    """Find the version; raises `NotFoundException`."""
    try:
        return await load_version(version)
    except LookupError as error:
        raise NotFoundException from error


BY_VERSION = {"terms": Provide(open_version)}


@get(LIST)
async def list_versions(
    request: Request[Any, Any, Any], staff: Injected[Staff], now: Injected[datetime]
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
        who=CONSENT_BY,
    )


@get(PATH, dependencies=BY_VERSION)
async def show_version(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    terms: Injected[Terms],
    now: Injected[datetime],
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
        who=CONSENT_BY,
    )


@get(f"{PATH}/pdf", dependencies=BY_VERSION)
async def show_pdf(staff: Injected[Staff], terms: Injected[Terms]) -> Response[bytes]:  # noqa: ARG001 -- it opens to them alone
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


def _calling_back(terms: Terms) -> ActPage:
    return ActPage(
        "公開を取り消す",
        ("この版は削除され、発効しません。同じ番号は、次に公開する版に使われます。",),
        back=f"{LIST}/{terms.version}",
        said=Said(
            f"第{terms.version}版の公開を取り消しました",
            ("この版は削除され、発効しません。いまの版が、このまま使われます。",),
        ),
        done=LIST,
        shown=(("版", f"第{terms.version}版"), ("発効日", format_jst(terms.effective_from))),
        danger=True,
    )


async def _call_back(terms: Terms, _: Form) -> Do:
    return partial(call_back, terms.version)


CALL_BACK = Act(
    path=f"{PATH}/call-back",
    about=open_version,
    page=_calling_back,
    read=_call_back,
    refusals={
        InForceError: says(
            "すでに発効したため、取り消せません。必要な場合は、新しい版を公開してください。"
        )
    },
)
