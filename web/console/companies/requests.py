"""A new name or JAN code that an ID manager asked for: the evidence, and the decision."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from db.audit import ActReason
from db.companies.company_changes import (
    ChangeDecidedError,
    CompanyChangeRequest,
    decide_company_change,
    evidence,
    load_company_change,
)
from db.console.companies import CompanyCard
from db.console.queue import cases_of_company
from db.console.staff import Staff
from domain.companies.company_change import ChangeChoice
from domain.processes import ProcessKind, process_id
from domain.text import InvalidInput
from web.console.acts import Act, ActPage, Do, Done, says, show_form
from web.console.cases import WORDS, pointing_on
from web.console.companies.pages import BY_ID, PATH, page_of
from web.context import Injected
from web.forms import Form
from web.said import Said

REQUEST = f"{PATH}/requests/{{change_id:int}}"


@dataclass(frozen=True)
class Asked:
    """A request, and the company that made it."""

    company: CompanyCard
    change: CompanyChangeRequest


async def open_request(
    change_id: Annotated[int, PathParameter(le=2**63 - 1)], company: Injected[CompanyCard]
) -> Asked:
    """Find a request of this company; raises `NotFoundException`."""
    try:
        change = await load_company_change(change_id)
    except LookupError as error:
        raise NotFoundException from error
    if change.company_id != company.company_id:
        raise NotFoundException
    return Asked(company, change)


@get(REQUEST, dependencies={**BY_ID, "asked": Provide(open_request)})
async def show_request(
    request: Request[Any, Any, Any], staff: Injected[Staff], asked: Injected[Asked]
) -> Response[str]:
    """Show what is asked for beside what is registered, and whom it meets."""
    return await show_form(DECISION, request, staff, asked)


async def _read(asked: Asked, form: Form) -> Do | None:
    choice = form.accept("choice", _accept_choice, label="判断")
    if choice is None:
        return None
    return partial(_decide, asked.change.change_id, choice)


async def _decide(change_id: int, choice: ChangeChoice, why: ActReason, now: datetime) -> Done:
    process = await decide_company_change(change_id, choice, why, now)
    return Done(await pointing_on(_SAID[choice], why.administrator), process)


_TELLS = "判断と理由を、ID管理ユーザーへメールで送ります。"
_SAID = {
    ChangeChoice.APPROVE: Said(
        "企業情報の変更を承認しました", ("企業情報を変更しました。", _TELLS)
    ),
    ChangeChoice.DECLINE: Said(
        "企業情報の変更を承認しませんでした", ("企業情報は変わっていません。", _TELLS)
    ),
}


def _accept_choice(text: str) -> ChangeChoice:
    if text not in {ChangeChoice.APPROVE, ChangeChoice.DECLINE}:
        raise InvalidInput("選択してください。")
    return ChangeChoice(text)


def _page(asked: Asked) -> ActPage:
    back = page_of(asked.company.company_id)
    return ActPage(
        "企業情報の変更を判断する",
        ("判断と理由は、ID管理ユーザーにメールで伝わります。",),
        back=back,
        said=Said("企業情報の変更について判断しました", (_TELLS,)),
        action=f"{back}/requests/{asked.change.change_id}/decision",
    )


async def _more(asked: Asked, _: Form) -> dict[str, Any]:
    # Somebody else may have decided since the form was shown.
    change = await load_company_change(asked.change.change_id)
    process = process_id(ProcessKind.COMPANY_CHANGE, change.change_id)
    cases = await cases_of_company(asked.company.company_id)
    return {
        **WORDS,
        "cases": [case for case in cases if case.process == process],
        "company": asked.company,
        "change": change,
        "similar": await evidence(asked.change.change_id),
    }


DECISION = Act(
    path=f"{REQUEST}/decision",
    about=open_request,
    within=BY_ID,
    page=_page,
    read=_read,
    template="console/companies/request.html",
    more=_more,
    refusals={
        ChangeDecidedError: says(
            "この申し込みは、すでに判断されたか、取り下げられています。何も変更していません。"
        )
    },
)
