"""Where the company is and how to reach it: changed at once."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.company_data import change_head_office, load_company
from db.members.sessions import Member
from domain.companies.company_data import HeadOffice
from domain.enrolment.form import LABELS
from domain.places import (
    OVERSEAS,
    PREFECTURES,
    accept_head_office,
    accept_postal_code,
    accept_telephone,
)
from domain.text import accept_line
from web.context import Given
from web.forms import Form, read_form
from web.language import language_of, translate
from web.portal.pages import member_page
from web.redirects import see_other


@get("/company/head-office")
async def show_head_office(request: Request[Any, Any, Any], member: Given[Member]) -> Response[str]:
    """Show the form with what is registered."""
    company = await load_company(member.company_id)
    return _page(request, member, Form(asdict(company.office)))


@post("/company/head-office")
async def save_head_office(
    request: Request[Any, Any, Any], member: Given[Member], now: Given[datetime]
) -> Response[str] | Redirect:
    """Change it, and show what is registered now."""
    form = await read_form(request)
    office = _understand(form)
    if office is None:
        return _page(request, member, form)
    await change_head_office(member.company_id, member.account_id, office, now)
    return see_other("/company?changed=yes")


def _understand(form: Form) -> HeadOffice | None:
    """Understand every field, noting all errors; None when there is any."""
    overseas = form.typed("head_office") == OVERSEAS
    rules: dict[str, Callable[[str], str]] = {
        "postal_code": partial(accept_postal_code, overseas=overseas),
        "head_office": accept_head_office,
        "address": partial(accept_line, most=200),
        "telephone": partial(accept_telephone, overseas=overseas),
    }
    accepted = {name: form.accept(name, rule, label=LABELS[name]) for name, rule in rules.items()}
    return HeadOffice(**accepted) if form.ok else None  # type: ignore[arg-type]  # none is None then


def _page(request: Request[Any, Any, Any], member: Member, form: Form) -> Response[str]:
    language = language_of(request)
    places = [(place, translate(place, language)) for place in (*PREFECTURES, OVERSEAS)]
    return member_page(
        request,
        "portal/company/head_office.html",
        member,
        200 if form.ok else 422,
        form=form,
        places=places,
    )
