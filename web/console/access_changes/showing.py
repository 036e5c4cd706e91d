"""One change of who gets in: what was asked for, who was told, and where it stands."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from db.access.facts import Change
from db.console.companies import CompanyCard
from db.console.mail_log import MailQuery, find_mails
from db.console.sessions import Staff
from texts.access_changes import ACCESS_ACTS, ACCESS_STAGES
from texts.mails import MAIL_KINDS, MAIL_STATES
from web.console.access_changes.opening import BY_ID, PATH
from web.console.pages import console_page
from web.context import Given

MOST_MAILS = 20


@get(PATH, dependencies=BY_ID)
async def show_change(
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    company: Given[CompanyCard],
    change: Given[Change],
    now: Given[datetime],
) -> Response[str]:
    """Show a change."""
    mails = await find_mails(MailQuery(process=change.process), MOST_MAILS)
    return console_page(
        request,
        "console/access_changes/change.html",
        staff,
        company=company,
        change=change,
        stage=change.progress.stage(now),
        access_acts=ACCESS_ACTS,
        access_stages=ACCESS_STAGES,
        mails=mails.mails,
        mail_kinds=MAIL_KINDS,
        mail_states=MAIL_STATES,
    )
