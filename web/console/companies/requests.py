"""A new name or JAN code that an ID manager asked for: the evidence, and the decision."""

from datetime import datetime
from typing import Annotated, Any, TypeAlias

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.response import Redirect

from db.companies.company_change_facts import Change, load_change
from db.companies.company_changes import ChangeDecidedError, decide_company_change, evidence
from db.console.companies import CompanyCard
from db.console.sessions import Staff
from domain.company_standing import ChangeChoice
from domain.text import InvalidInput
from relay.delivery import Relay
from web.console.acts import ActPage, read_why, show_act
from web.console.companies.pages import BY_ID, PATH, page_of
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

REQUEST = f"{PATH}/requests/{{change_id:int}}"
RequestKey: TypeAlias = Annotated[int, PathParameter(le=2**63 - 1)]

DECIDED = "この申し込みは、すでに判断されたか、取り下げられています。何も変更していません。"


@get(REQUEST, dependencies=BY_ID)
async def show_request(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    change_id: RequestKey,
) -> Response[str]:
    """Show what is asked for beside what is registered, and whom it meets."""
    return await _page(request, staff, company, await _found(company, change_id), Form())


@post(f"{REQUEST}/decision", dependencies=BY_ID)
async def decide(  # noqa: PLR0913 -- what a handler asks for
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    *,
    relay: Injected[Relay],
    now: Injected[datetime],
    change_id: RequestKey,
) -> Response[str] | Redirect:
    """Record the decision; its process has done what follows."""
    change = await _found(company, change_id)
    form = await read_form(request)
    choice = form.accept("choice", _accept_choice, label="判断")
    why = read_why(form, staff)
    if choice is None or why is None:
        return await _page(request, staff, company, change, form)
    try:
        process = await decide_company_change(change_id, choice, why, now)
    except ChangeDecidedError:
        form.add_error("", DECIDED)
        return await _page(request, staff, company, await _found(company, change_id), form)
    nudge = BackgroundTask(relay.nudge, process)
    return see_other(page_of(company.company_id), background=nudge)


async def _found(company: CompanyCard, change_id: int) -> Change:
    """Find a request of this company; answers that there is none of this number."""
    try:
        change = await load_change(change_id)
    except LookupError as error:
        raise NotFoundException from error
    if change.company_id != company.company_id:
        raise NotFoundException
    return change


def _accept_choice(text: str) -> ChangeChoice:
    if text not in {ChangeChoice.APPROVE, ChangeChoice.DECLINE}:
        raise InvalidInput("選択してください。")
    return ChangeChoice(text)


async def _page(
    request: Request[Any, Any, Any],
    staff: Staff,
    company: CompanyCard,
    change: Change,
    form: Form,
) -> Response[str]:
    act = ActPage(
        "企業情報の変更を判断する",
        ("判断と理由は、ID管理ユーザーにメールで伝わります。",),
        back=page_of(company.company_id),
        action=f"{page_of(company.company_id)}/requests/{change.change_id}/decision",
    )
    return await show_act(
        request,
        staff,
        act,
        form,
        "console/companies/request.html",
        company=company,
        change=change,
        similar=await evidence(change.change_id),
    )
