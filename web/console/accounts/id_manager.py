"""Another ID manager, asked for against evidence: an account of the company or a new person."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.access.asking import (
    ChangeUnderWayError,
    ask_to_appoint_account,
    ask_to_appoint_person,
)
from db.company_data import CompanyLeftError
from db.console.companies import CompanyCard
from db.console.sessions import Staff
from db.members.account_issue import AccountsFullError
from db.members.held_account import NoSuchAccountError
from db.members.role_handover import CannotTakeRoleError
from domain.access_changes import Act, Rule
from domain.identifiers import accept_account_id
from domain.new_account import LABELS, RULES, NewAccount
from domain.refusals import RefusalError
from domain.text import InvalidInput
from relay.delivery import Relay
from web.console.accounts.actions import asking, read_ground, rule_for, waits_until
from web.console.accounts.texts import MANAGER_EFFECTS
from web.console.acts import ActPage, show_act
from web.console.companies.pages import BY_ID, PATH, page_of
from web.context import Injected
from web.forms import Form, read_form
from web.pages import see_other

MANAGER = f"{PATH}/manager"
WAYS = ("account", "person")

REFUSED: dict[type[RefusalError], tuple[str, str]] = {
    NoSuchAccountError: (
        "account_id",
        "この企業には、このアカウントIDのアカウントがありません。アカウントの一覧でご確認ください。",
    ),
    CannotTakeRoleError: (
        "account_id",
        "利用中でないか、すでにID管理ユーザーのアカウントです。別のアカウントを入力してください。",
    ),
    AccountsFullError: (
        "way",
        "発行できるアカウントIDが残っていません。この企業のアカウントから選んでください。",
    ),
    CompanyLeftError: ("", "この企業は退会したため、変更できません。"),
    ChangeUnderWayError: (
        "",
        "ID管理ユーザーを変更する手続きが、すでに進行中です。先に、企業のページから取りやめてください。",
    ),
}
"""Why nobody was appointed: the field, and what to do."""


@get(MANAGER, dependencies=BY_ID)
async def show_replacement(
    request: Request[Any, Any, Any], staff: Injected[Staff], company: Injected[CompanyCard]
) -> Response[str]:
    """Ask who is to be the ID manager, and on what ground."""
    return await _page(request, staff, company, Form())


@post(MANAGER, dependencies=BY_ID)
async def replace_manager(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    relay: Injected[Relay],
) -> Response[str] | Redirect:
    """Ask for another ID manager, and have the company told."""
    form = await read_form(request)
    process = await _appoint(request, form, staff, company.company_id)
    if process is None:
        return await _page(request, staff, company, form)
    nudge = BackgroundTask(relay.nudge, process)
    return see_other(page_of(company.company_id), background=nudge)


async def _appoint(
    request: Request[Any, Any, Any], form: Form, staff: Staff, company_id: str
) -> str | None:
    """Give the process that tells the company; None and errors when nothing was asked for."""
    way = form.accept("way", _accept_way, label="新しいID管理ユーザー")
    successor = _understand(form, way) if way else None
    ground = read_ground(form, staff, _rule(staff))
    if successor is None or ground is None:
        return None
    asked = asking(request, *ground)
    try:
        if isinstance(successor, NewAccount):
            return await ask_to_appoint_person(company_id, successor, asked)
        return await ask_to_appoint_account(company_id, successor, asked)
    except tuple(REFUSED) as error:
        form.add_error(*REFUSED[type(error)])
        return None


def _rule(staff: Staff) -> Rule:
    return rule_for(Act.MANAGER, "id_manager", staff)


def _understand(form: Form, way: str) -> NewAccount | str | None:
    """Read who it is to be: the アカウントID, or the new person; None and errors for neither."""
    if way == "account":
        return form.accept("account_id", accept_account_id, label="アカウントID")
    got = {name: form.accept(name, rule, label=LABELS[name]) for name, rule in RULES.items()}
    return NewAccount(**got) if form.ok else None  # type: ignore[arg-type]  # none is None then


def _accept_way(text: str) -> str:
    if text not in WAYS:
        raise InvalidInput("選択してください。")
    return text


async def _page(
    request: Request[Any, Any, Any], staff: Staff, company: CompanyCard, form: Form
) -> Response[str]:
    when = waits_until(request, _rule(staff))
    act = ActPage(
        "ID管理ユーザーの変更を始める",
        tuple(effect.format(when=when) for effect in MANAGER_EFFECTS),
        back=page_of(company.company_id),
        shown=(("企業", f"{company.name}（{company.company_id}）"),),
    )
    return await show_act(request, staff, act, form, "console/accounts/manager.html", labels=LABELS)
