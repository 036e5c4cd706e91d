"""「企業情報」: all that is registered of the company, and its head office, changed at once."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from db.companies.cancellations import waiting_cancellation
from db.companies.company_changes import undecided_change
from db.company_data import change_head_office, load_company
from db.members.sessions import Member
from domain.companies.company_data import HeadOffice
from domain.enrolment.form import LABELS
from domain.places import (
    OVERSEAS,
    PREFECTURES,
)
from web.application_form import office_rules
from web.context import Injected
from web.forms import Form, read_form
from web.language import language_of, translate
from web.portal.members_only import member_page
from web.said import Said, Told, told


@get("/company")
async def show_company(request: Request[Any, Any, Any], member: Injected[Member]) -> Response[str]:
    """Show the company's data, and what is under way about it."""
    return member_page(
        request,
        "portal/company/overview.html",
        member,
        company=await load_company(member.company_id),
        change=await undecided_change(member.company_id),
        cancellation=await waiting_cancellation(member.company_id),
    )


@get("/company/head-office")
async def show_head_office(
    request: Request[Any, Any, Any], member: Injected[Member]
) -> Response[str]:
    """Show the form with what is registered."""
    company = await load_company(member.company_id)
    return _page(request, member, Form(asdict(company.office)))


@post("/company/head-office")
async def save_head_office(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str] | Told:
    """Change it, and show what is registered now."""
    form = await read_form(request)
    office = _understand(form)
    if office is None:
        return _page(request, member, form)
    await change_head_office(member.company_id, member.account_id, office, now)
    said = Said("企業情報を変更しました", ("変更した内容は、下の一覧のとおりです。",))
    return told("/company", said)


def _understand(form: Form) -> HeadOffice | None:
    """Understand every field, noting all errors; None when there is any."""
    rules = office_rules(form)
    return form.complete(
        lambda take: HeadOffice(
            **{name: take(name, rule, LABELS[name]) for name, rule in rules.items()}
        )
    )


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
