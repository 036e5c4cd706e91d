"""The ID manager of a company replaced against evidence, by an account it has or a new person."""

from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect

from db.companies.company_data import CompanyLeftError
from db.console.companies import CompanyCard
from db.console.manager_replacement import appoint_account, appoint_new_person
from db.console.sessions import Staff
from db.members.account_issue import AccountsFullError
from db.members.held_account import NoSuchAccountError
from db.members.role_handover import CannotTakeRoleError
from domain.identifiers import accept_account_id
from domain.new_account import LABELS, RULES, NewAccount
from domain.refusals import RefusalError
from domain.text import InvalidInput, accept_text
from relay.delivery import Relay
from settings import Settings
from web.console.act_page import ActPage, show_act
from web.console.acting import LONGEST_REASON, read_why
from web.console.companies.opening import BY_ID, PATH, page_of
from web.context import Given
from web.forms import Form, read_form
from web.redirects import see_other

_accept_evidence = partial(accept_text, most=LONGEST_REASON)

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
}
"""Why nobody was appointed: the field, and what to do."""


@get(MANAGER, dependencies=BY_ID)
async def show_replacement(
    request: Request[Any, Any, Any], staff: Given[Staff], company: Given[CompanyCard]
) -> Response[str]:
    """Ask who is to be the ID manager, and on what ground."""
    return await _page(request, staff, company, Form())


@post(MANAGER, dependencies=BY_ID)
async def replace_manager(  # noqa: PLR0913 -- what a handler asks for
    request: Request[Any, Any, Any],
    staff: Given[Staff],
    company: Given[CompanyCard],
    *,
    settings: Given[Settings],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Appoint the ID manager, and have both told."""
    form = await read_form(request)
    process = await _appoint(form, staff, company.company_id, settings, now)
    if process is None:
        return await _page(request, staff, company, form)
    nudge = BackgroundTask(relay.nudge, process)
    return see_other(page_of(company.company_id), background=nudge)


async def _appoint(
    form: Form, staff: Staff, company_id: str, settings: Settings, now: datetime
) -> str | None:
    """Give the process that tells both; None and errors when nobody was appointed."""
    way = form.accept("way", _accept_way, label="新しいID管理ユーザー")
    successor = _understand(form, way) if way else None
    evidence = form.accept("evidence", _accept_evidence, label="確認の根拠")
    why = read_why(form, staff)
    if successor is None or evidence is None or why is None:
        return None
    try:
        if isinstance(successor, NewAccount):
            return await appoint_new_person(
                company_id, successor, evidence, why, keys=settings.link_keys, now=now
            )
        return await appoint_account(company_id, successor, evidence, why, now)
    except tuple(REFUSED) as error:
        form.add_error(*REFUSED[type(error)])
        return None


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
    act = ActPage(
        "ID管理ユーザーを変更する",
        (
            "これまでのID管理ユーザーは利用者になり、すぐにログアウトします。",
            "新しいID管理ユーザーと、これまでのID管理ユーザーに、メールで知らせます。",
            "ID管理ユーザーの退職など、本人による引き継ぎができない場合に、証拠となる書類などを確認してから行ってください。",
        ),
        back=page_of(company.company_id),
        shown=(("企業", f"{company.name}（{company.company_id}）"),),
    )
    return await show_act(request, staff, act, form, "console/accounts/manager.html", labels=LABELS)
