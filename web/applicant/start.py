"""The page that the link of the invitation opens (product.md, step 6)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Redirect

from db.enrolment.application_form import load_draft, verify_address
from db.enrolment.earlier_drafts import earlier_draft_of
from db.enrolment.facts import load_facts
from db.enrolment.links import FoundLink
from relay.delivery import Relay
from web.applicant.dependencies import BY_LINK
from web.applicant.usual_times import Today, usual_times
from web.context import Injected
from web.guards import LINK
from web.language import language_of
from web.pages import page, see_other


@get("/apply/{token:str}", opt=LINK, dependencies=BY_LINK)
async def show_start(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    link: Injected[FoundLink],
    now: Injected[datetime],
) -> Response[str] | Redirect:
    """Show the one button; opening alone changes nothing, since mail scanners open links too."""
    if link.used_at is not None:
        return see_other(f"/apply/{token}/done")
    draft = await load_draft(link.application_number)
    earlier = None if draft.saved_at else await earlier_draft_of(link.application_number, now)
    facts = await load_facts(link.application_number)
    return page(
        request,
        "applicant/start.html",
        draft=draft,
        earlier=earlier,
        token=token,
        usual=await usual_times(language_of(request)),
        today=Today.at(now),
        reminded_at=facts.next_due if facts.next_due and facts.next_due > now else None,
    )


@post("/apply/{token:str}", opt=LINK, dependencies=BY_LINK)
async def begin(
    token: FromPath[str],
    link: Injected[FoundLink],
    relay: Injected[Relay],
    now: Injected[datetime],
) -> Redirect:
    """Record that the address is its owner's, and go to the form."""
    if link.used_at is not None:
        return see_other(f"/apply/{token}/done")
    await verify_address(link.application_number, now)
    nudge = BackgroundTask(relay.nudge, link.application_number)
    return see_other(f"/apply/{token}/form", background=nudge)


@get("/apply/{token:str}/no-jan", opt=LINK, dependencies=BY_LINK)
async def without_jan(
    request: Request[Any, Any, Any], token: FromPath[str], link: Injected[FoundLink]
) -> Response[str]:
    """Explain that IDs need a JAN maker code, and which ones count (ux 19)."""
    return page(request, "applicant/no_jan.html", until=link.expires_at, token=token)
