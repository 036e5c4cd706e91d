"""One company: all that there is of it, and what can be done."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from db.access.facts import open_changes_of
from db.companies.cancellation_facts import waiting_cancellation
from db.companies.company_change_facts import undecided_change
from db.console.companies import CompanyCard
from db.console.company_records import SHOWN, latest_acts
from db.console.mail_log import MailQuery, find_mails
from db.console.notes import LONGEST_NOTE, add_note, notes_about
from db.console.sessions import Staff
from db.console_acts import Concern
from db.members.account_issue import MOST_ACCOUNTS
from db.members.account_list import AccountQuery, count_accounts, list_accounts
from domain.text import accept_text
from texts.access_changes import ACCESS_ACTS, ACCESS_STAGES
from texts.audit_log import ACTS, VALUES
from texts.mails import MAIL_KINDS, MAIL_STATES
from web.account_texts import STANDINGS as ACCOUNT_STANDINGS
from web.console.companies.opening import BY_ID, PATH, STANDINGS, page_of
from web.console.pages import console_page
from web.context import Given, now_of
from web.forms import Form, read_form
from web.redirects import see_other


@get(PATH, dependencies=BY_ID)
async def show_company(
    request: Request[Any, Any, Any], staff: Given[Staff], company: Given[CompanyCard]
) -> Response[str]:
    """Show the company."""
    return await _page(request, staff, company, Form())


@post(f"{PATH}/notes", dependencies=BY_ID)
async def add_company_note(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    company: Given[CompanyCard],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Add a note for the others of the console."""
    form = await read_form(request)
    text = form.accept("note", partial(accept_text, most=LONGEST_NOTE), label="メモ")
    if text is None:
        return await _page(request, staff, company, form)
    await add_note(
        Concern(company_id=company.company_id),
        text,
        written_by=staff.mail_address,
        administrator=staff.administrator,
        now=now,
    )
    return see_other(f"{page_of(company.company_id)}#notes")


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
        standings=STANDINGS,
        counts=await count_accounts(company_id, now),
        most=MOST_ACCOUNTS,
        accounts=await list_accounts(company_id, AccountQuery(), now),
        account_standings=ACCOUNT_STANDINGS,
        change=await undecided_change(company_id),
        cancellation=await waiting_cancellation(company_id),
        changes=await open_changes_of(company_id),
        now=now,
        access_acts=ACCESS_ACTS,
        access_stages=ACCESS_STAGES,
        notes=await notes_about(Concern(company_id=company_id)),
        acts=await latest_acts(company_id),
        act_names=ACTS,
        value_names=VALUES,
        mails=await find_mails(MailQuery(company_id=company_id), SHOWN),
        mail_kinds=MAIL_KINDS,
        mail_states=MAIL_STATES,
    )
