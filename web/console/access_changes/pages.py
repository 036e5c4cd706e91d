"""One change of who gets in: what was requested, who was notified, and its state."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.access.facts import AccessChangeRequest, load_access_change
from db.console.companies import CompanyCard
from db.console.mail_log import MailQuery, find_mails
from db.console.queue import Case, cases_of_company
from db.console.staff import Staff
from texts.access_changes import ACCESS_ACTS, ACCESS_STAGES
from texts.mails import MAIL_KINDS, MAIL_STATES
from web.console.cases import WORDS
from web.console.companies.pages import BY_ID as COMPANY_BY_ID
from web.console.companies.pages import PATH as COMPANY
from web.console.companies.pages import page_of
from web.console.staff_only import console_page
from web.context import Injected

PATH = f"{COMPANY}/access-changes/{{change_id:int}}"


def page_of_change(change: AccessChangeRequest) -> str:
    """The address of a change's page."""
    return f"{page_of(change.company_id)}/access-changes/{change.change_id}"


async def open_change(
    change_id: FromPath[int], company: Injected[CompanyCard]
) -> AccessChangeRequest:
    """Find a change of the company; raises `NotFoundException`."""
    try:
        change = await load_access_change(change_id)
    except LookupError as error:
        raise NotFoundException from error
    if change.company_id != company.company_id:
        raise NotFoundException
    return change


BY_ID = {**COMPANY_BY_ID, "change": Provide(open_change)}


MOST_MAILS = 20


async def cases_of_change(change: AccessChangeRequest) -> list[Case]:
    """For what a change needs a person."""
    found = await cases_of_company(change.company_id)
    return [case for case in found if case.process == change.process]


@get(PATH, dependencies=BY_ID)
async def show_change(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    change: Injected[AccessChangeRequest],
    now: Injected[datetime],
) -> Response[str]:
    """Show a change."""
    mails = await find_mails(MailQuery(process=change.process), MOST_MAILS)
    return console_page(
        request,
        "console/access_changes/change.html",
        staff,
        **WORDS,
        cases=await cases_of_change(change),
        company=company,
        change=change,
        stage=change.progress.stage(now),
        access_acts=ACCESS_ACTS,
        access_stages=ACCESS_STAGES,
        mails=mails.mails,
        mail_kinds=MAIL_KINDS,
        mail_states=MAIL_STATES,
    )
