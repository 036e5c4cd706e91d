"""What is done for the owner of an account; each act has its page (S20, S48)."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.access.requests import AskedBy, ask_for_address, ask_to_remove_second_factor
from db.audit import ActReason
from db.console import accounts
from db.console.accounts import AccountPage
from db.console.companies import CompanyCard
from db.console.staff import Staff
from domain.business_calendar import format_jst
from domain.companies.access_acts import RULES, AccessAct, Ground, Rule
from domain.console_roles import Permission
from domain.logins import MEMBERS
from domain.mail_addresses import accept_mail_address
from web.console.accounts.pages import BY_ID, PATH
from web.console.accounts.texts import EFFECTS, REFUSALS, TITLES, AccountAct, said_of
from web.console.acts import Act, ActPage, Do, read_ground
from web.console.companies.pages import page_of
from web.console.staff_only import AdministratorOnlyError
from web.context import Injected, now_of, settings_of
from web.forms import Form
from web.state_texts import ACCOUNT_STANDINGS, ROLES


def rule_for(act: AccessAct, role: str, staff: Staff) -> Rule:
    """What an act takes; raises `AdministratorOnlyError` for whoever may not do it at all."""
    rule = RULES[act, role]
    if not staff.may(rule.permission):
        raise AdministratorOnlyError
    return rule


def access_request(
    request: Request[Any, Any, Any], why: ActReason, ground: Ground, now: datetime
) -> AskedBy:
    """What every request for a change of access needs."""
    settings = settings_of(request.app.state)
    wait, alert_to = settings.access_change_wait, settings.alert_mail_address
    return AskedBy(why, ground, wait, alert_to, settings.link_keys, now)


def waits_until(request: Request[Any, Any, Any], rule: Rule) -> str:
    """When a change takes effect that is asked for now and that nobody agrees to or stops."""
    if not rule.waits:
        return ""
    wait = settings_of(request.app.state).access_change_wait
    return format_jst(wait.after(now_of(request.app.state)))


_LEADS_IN = {
    AccountAct.PASSWORD: AccessAct.PASSWORD_LINK,
    AccountAct.SECOND_FACTOR: AccessAct.SECOND_FACTOR,
    AccountAct.ADDRESS: AccessAct.ADDRESS,
}
"""Those that lead into an account; what they take depends on whose it is (S20, S48)."""

_HARMLESS = Rule(Permission.HELP, evidence=False, waits=False)


@dataclass(frozen=True)
class Opened:
    """An act about an account, by whom, and what it takes."""

    request: Request[Any, Any, Any]
    staff: Staff
    company: CompanyCard
    account: AccountPage
    act: AccountAct
    rule: Rule

    @property
    def ids(self) -> tuple[str, str]:
        return self.company.company_id, self.account.details.account_id


async def open_act(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    account: Injected[AccountPage],
    act: FromPath[str],
) -> Opened:
    """Raises `NotFoundException` for an act that is none, `AdministratorOnlyError`."""
    try:
        named = AccountAct(act)
    except ValueError as error:
        raise NotFoundException from error
    leads_in = _LEADS_IN.get(named)
    rule = rule_for(leads_in, account.details.role, staff) if leads_in else _HARMLESS
    return Opened(request, staff, company, account, named, rule)


async def _read(opened: Opened, form: Form) -> Do | None:
    address: str | None = ""
    if opened.act is AccountAct.ADDRESS:
        address = form.accept("mail_address", accept_mail_address, label="新しいメールアドレス")
    ground = read_ground(form, opened.staff, opened.rule)
    if address is None or ground is None:
        return None
    return partial(_do, opened, address, ground)


async def _do(
    opened: Opened, address: str, ground: Ground, why: ActReason, now: datetime
) -> str | None:
    """Act on the account, and give the process that sends mails about it, if any."""
    ids, asking = opened.ids, access_request(opened.request, why, ground, now)
    match opened.act:
        case AccountAct.PASSWORD:
            return await accounts.send_password_link(*ids, why, ground, keys=asking.keys, now=now)
        case AccountAct.UNLOCK:
            await accounts.unlock(*ids, why, MEMBERS.allowances.here.window, now)
        case AccountAct.STOP:
            return await accounts.stop(*ids, why, now)
        case AccountAct.DEPUTY:
            return await accounts.end_deputy(*ids, why, now)
        case AccountAct.RESTART:
            await accounts.restart(*ids, why, now)
        case AccountAct.SECOND_FACTOR:
            return await ask_to_remove_second_factor(*ids, asking)
        case AccountAct.ADDRESS:
            return await ask_for_address(*ids, address, asking)
    return None


def _page(opened: Opened) -> ActPage:
    known, company = opened.account.details, opened.company
    when = waits_until(opened.request, opened.rule)
    return ActPage(
        TITLES[opened.act],
        tuple(effect.format(when=when) for effect in EFFECTS[opened.act]),
        back=f"{page_of(company.company_id)}/accounts/{known.account_id}",
        shown=(
            ("企業", f"{company.name}（{company.company_id}）"),
            ("アカウントID", known.account_id),
            ("氏名", f"{known.person_name}／{ROLES[known.role]}"),
            ("メールアドレス", known.mail_address),
            ("状態", ACCOUNT_STANDINGS[known.standing]),
        ),
        said=said_of(opened.act, known, when),
        danger=opened.act in {AccountAct.STOP, AccountAct.DEPUTY},
    )


async def _more(opened: Opened, _: Form) -> dict[str, Any]:
    return {"asked": opened.act, "needs_evidence": opened.rule.evidence}


ACT = Act(
    path=f"{PATH}/{{act:str}}",
    about=open_act,
    within=BY_ID,
    page=_page,
    read=_read,
    template="console/accounts/act.html",
    more=_more,
    refusals=REFUSALS,
)
