"""Another ID manager, asked for against evidence: an account of the company or a new person."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request

from db.access.requests import ChangeUnderWayError, ask_to_appoint_account, ask_to_appoint_person
from db.audit import ActReason
from db.company_data import CompanyLeftError
from db.console.companies import CompanyCard
from db.console.staff import Staff
from db.members.account_facts import NoSuchAccountError
from db.members.account_issue import AccountsFullError
from db.members.role_handover import CannotTakeRoleError
from domain.companies.access_acts import AccessAct, Ground, Rule
from domain.identifiers import accept_account_id
from domain.new_account import LABELS, RULES, NewAccount
from domain.text import InvalidInput
from web.console.accounts.actions import access_request, rule_for, waits_until
from web.console.accounts.texts import MANAGER_EFFECTS
from web.console.acts import Act, ActPage, Do, Refusals, read_ground, says
from web.console.companies.pages import BY_ID, PATH, page_of
from web.context import Injected
from web.forms import Form
from web.said import Said

WAYS = ("account", "person")

_REFUSALS: Refusals = {
    NoSuchAccountError: says(
        "この企業には、このアカウントIDのアカウントがありません。アカウントの一覧でご確認ください。",
        at="account_id",
    ),
    CannotTakeRoleError: says(
        "利用中でないか、すでに主担当のID管理ユーザーのアカウントです。別のアカウントを入力してください。",
        at="account_id",
    ),
    AccountsFullError: says(
        "発行できるアカウントIDが残っていません。この企業のアカウントから選んでください。", at="way"
    ),
    CompanyLeftError: says("この企業は退会したため、変更できません。"),
    ChangeUnderWayError: says(
        "ID管理ユーザーを変更する手続きが、すでに進行中です。先に、企業のページから取りやめてください。"
    ),
}


@dataclass(frozen=True)
class Opened:
    """A company that is to get another ID manager, and who asks for it."""

    request: Request[Any, Any, Any]
    staff: Staff
    company: CompanyCard

    @property
    def rule(self) -> Rule:
        return rule_for(AccessAct.MANAGER, "id_manager", self.staff)


async def open_replacement(
    request: Request[Any, Any, Any], staff: Injected[Staff], company: Injected[CompanyCard]
) -> Opened:
    """The page of the company's ID manager, with what its acts need."""
    return Opened(request, staff, company)


async def _read(opened: Opened, form: Form) -> Do | None:
    way = form.accept("way", _accept_way, label="新しいID管理ユーザー")
    successor = _understand(form, way) if way else None
    ground = read_ground(form, opened.staff, opened.rule)
    if successor is None or ground is None:
        return None
    return partial(_ask, opened, successor, ground)


async def _ask(
    opened: Opened, successor: NewAccount | str, ground: Ground, why: ActReason, now: datetime
) -> str:
    """Give the process that tells the company."""
    company_id = opened.company.company_id
    asking = access_request(opened.request, why, ground, now)
    if isinstance(successor, NewAccount):
        return await ask_to_appoint_person(company_id, successor, asking)
    return await ask_to_appoint_account(company_id, successor, asking)


def _understand(form: Form, way: str) -> NewAccount | str | None:
    """Read who it is to be: the アカウントID, or the new person; None and errors for neither."""
    if way == "account":
        return form.accept("account_id", accept_account_id, label="アカウントID")
    return form.complete(
        lambda take: NewAccount(
            **{name: take(name, rule, LABELS[name]) for name, rule in RULES.items()}
        )
    )


def _accept_way(text: str) -> str:
    if text not in WAYS:
        raise InvalidInput("選択してください。")
    return text


def _page(opened: Opened) -> ActPage:
    company, when = opened.company, waits_until(opened.request, opened.rule)
    return ActPage(
        "ID管理ユーザーの変更を始める",
        tuple(effect.format(when=when) for effect in MANAGER_EFFECTS),
        back=page_of(company.company_id),
        said=Said(
            "ID管理ユーザーの変更を始めました",
            (
                "これまでのID管理ユーザーと、最近ログインしたほかの方へ、お知らせを送ります。",
                f"同意があればすぐに、なければ{when}（日本時間）以降に変更します。",
            ),
        ),
        shown=(("企業", f"{company.name}（{company.company_id}）"),),
    )


async def _more(*_: object) -> dict[str, Any]:
    return {"labels": LABELS}


REPLACE_MANAGER = Act(
    path=f"{PATH}/manager",
    about=open_replacement,
    within=BY_ID,
    page=_page,
    read=_read,
    template="console/accounts/manager.html",
    more=_more,
    refusals=_REFUSALS,
)
