"""「企業」: the list of companies that have their IDs, and the page of one of them."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.access.facts import open_changes_of
from db.audit import ActSubject
from db.companies.cancellations import waiting_cancellation
from db.console.cancellation_proposals import open_proposal
from db.console.cases import add_note, notes_about
from db.console.companies import (
    ACTS_SHOWN,
    CompanyCard,
    CompanyQuery,
    CompanySort,
    CompanyStatus,
    find_companies,
    latest_acts,
    load_card,
)
from db.console.mail_log import MailQuery, find_mails
from db.console.queue import cases_of_company
from db.console.revocations import was_revoked
from db.console.staff import Staff
from db.members.account_issue import MOST_ACCOUNTS
from db.members.account_list import AccountQuery, count_accounts, list_accounts
from domain.lengths import LONGEST_NOTE
from domain.searches import accept_wanted
from domain.text import accept_text
from texts.access_changes import ACCESS_ACTS, ACCESS_STAGES
from texts.audit_log import act_of
from texts.finding import as_wanted
from texts.mails import MAIL_KINDS, MAIL_STATES
from web.console.areas import HOME
from web.console.cases import WORDS, page_of_case
from web.console.lists import address_of, asked_of, filters_of, list_form
from web.console.staff_only import console_page
from web.context import Injected, now_of
from web.forms import Form, optional, read_form
from web.said import Said, Told, told
from web.state_texts import ACCOUNT_STANDINGS, ROLES

LIST = f"{HOME}/companies"
PATH = f"{LIST}/{{company_id:str}}"
FIELDS = ("search", "standing", "sort")

STANDINGS = {
    CompanyStatus.MEMBER: "会員",
    CompanyStatus.SUSPENDED: "停止中",
    CompanyStatus.ENDED: "退会",
}


def page_of(company_id: str) -> str:
    """The address of a company's page."""
    return f"{LIST}/{company_id}"


async def open_company(company_id: FromPath[str]) -> CompanyCard:
    """Find the company; raises `NotFoundException`."""
    try:
        return await load_card(company_id)
    except LookupError as error:
        raise NotFoundException from error


BY_ID = {"company": Provide(open_company)}


@get(LIST)
async def list_companies(request: Request[Any, Any, Any], staff: Injected[Staff]) -> Response[str]:
    """Show one page of the companies that were asked for."""
    form = await list_form(request, staff)
    query = read_query(form)
    return console_page(
        request,
        "console/companies/list.html",
        staff,
        200 if form.ok else 422,
        form=form,
        found=await find_companies(query),
        order=query.order,
        here=address_of(request, form, FIELDS),
        asked=_asked(form, query),
        fields=FIELDS,
        filters=await filters_of(staff, LIST),
        standings=STANDINGS,
    )


def _asked(form: Form, query: CompanyQuery) -> list[tuple[str, str]]:
    asked = asked_of(form, {"search": "検索", "standing": "状態"}, {"standing": STANDINGS})
    if query.wanted is not None:
        asked[0] = ("検索", f"{asked[0][1]}（{as_wanted(query.wanted)}として）")
    return asked


def read_query(form: Form) -> CompanyQuery:
    """Read what is asked for; whatever no page of ours asks for counts as not asked."""
    standing, sort = form.typed("standing"), form.typed("sort")
    return CompanyQuery(
        wanted=form.accept("search", optional(accept_wanted), label="検索"),
        standing=CompanyStatus(standing) if standing in set(CompanyStatus) else None,
        order=CompanySort(sort) if sort in set(CompanySort) else CompanySort.COMPANY_ID,
        after=form.typed("after"),
        before=form.typed("before"),
    )


@get(PATH, dependencies=BY_ID)
async def show_company(
    request: Request[Any, Any, Any], staff: Injected[Staff], company: Injected[CompanyCard]
) -> Response[str]:
    """Show the company."""
    return await _page(request, staff, company, Form())


@post(f"{PATH}/notes", dependencies=BY_ID)
async def add_company_note(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    now: Injected[datetime],
) -> Response[str] | Told:
    """Add a note for the others of the console."""
    form = await read_form(request)
    text = form.accept("note", partial(accept_text, most=LONGEST_NOTE), label="メモ")
    if text is None:
        return await _page(request, staff, company, form)
    await add_note(
        ActSubject(company_id=company.company_id),
        text,
        written_by=staff.mail_address,
        administrator=staff.administrator,
        now=now,
    )
    said = Said("メモを残しました", ("管理画面の人だけが読めます。",))
    return told(page_of(company.company_id), said)


async def _page(
    request: Request[Any, Any, Any], staff: Staff, company: CompanyCard, form: Form
) -> Response[str]:
    company_id, now = company.company_id, now_of(request.app.state)
    return console_page(
        request,
        "console/companies/company.html",
        staff,
        200 if form.ok else 422,
        company=company,
        form=form,
        **WORDS,
        standings=STANDINGS,
        was_revoked=company.ended_at is not None and await was_revoked(company_id),
        counts=await count_accounts(company_id, now),
        most=MOST_ACCOUNTS,
        accounts=await list_accounts(company_id, AccountQuery(), now),
        account_standings=ACCOUNT_STANDINGS,
        roles=ROLES,
        cancellation=await waiting_cancellation(company_id),
        proposal=await open_proposal(company_id),
        changes=await open_changes_of(company_id),
        cases=[(case, page_of_case(case)) for case in await cases_of_company(company_id)],
        now=now,
        access_acts=ACCESS_ACTS,
        access_stages=ACCESS_STAGES,
        notes=await notes_about(ActSubject(company_id=company_id)),
        acts=await latest_acts(company_id),
        act_of=act_of,
        mails=await find_mails(MailQuery(company_id=company_id), ACTS_SHOWN),
        mail_kinds=MAIL_KINDS,
        mail_states=MAIL_STATES,
    )
