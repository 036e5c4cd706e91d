"""The two pages of an amendment: its form, and the check before it is submitted."""

from typing import Any

from litestar import Request, Response

from db.wholesalers import listed_wholesalers
from domain.enrolment.form import PARTS, TITLES, ApplicationForm
from web.applicant.amendment import Amendment
from web.applicant.form_choices import form_choices
from web.applicant.summary import Row, part_rows
from web.forms import Form
from web.language import language_of, translate
from web.pages import page


async def form_page(
    request: Request[Any, Any, Any], amendment: Amendment, form: Form, *, changed: bool = False
) -> Response[str]:
    """Show the open parts as fields and the others as text; `changed` warns of another tab."""
    status = 409 if changed else 200
    return page(
        request,
        "applicant/amendment.html",
        status if form.ok else 422,
        form=form,
        amendment=amendment,
        token=request.path_params["token"],
        changed=changed,
        shown=await _as_text(request, amendment, amendment.form),
        choices=await form_choices(form, language_of(request)),
    )


async def check_page(
    request: Request[Any, Any, Any], amendment: Amendment, form: Form, understood: ApplicationForm
) -> Response[str]:
    """Show what was understood; what was typed goes along, hidden, until it is submitted."""
    return page(
        request,
        "applicant/amendment_check.html",
        form=form,
        amendment=amendment,
        token=request.path_params["token"],
        shown=await _as_text(request, amendment, understood),
        typed=[name for part in amendment.parts for name in PARTS[part]],
    )


async def _as_text(
    request: Request[Any, Any, Any], amendment: Amendment, form: ApplicationForm
) -> list[tuple[str, str, list[Row]]]:
    """Each part of the form, its title and its rows."""
    language = language_of(request)
    names = {each.id: each.name for each in await listed_wholesalers()}
    # A wholesaler that is listed no more can still be the one who was asked.
    wholesaler = names.get(form.wholesaler_id, amendment.facts.wholesaler_name)
    return [
        (part, translate(title, language), part_rows(part, form, wholesaler, language))
        for part, title in TITLES.items()
    ]
