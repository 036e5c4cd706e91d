"""What is done for the owner of an account; each act has its page (S20, S48)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from db.access.asking import Asking, ask_for_address, ask_to_remove_second_factor
from db.console import accounts
from db.console.account_page import AccountPage
from db.console.companies import CompanyCard
from db.console.sessions import Staff
from db.console_acts import Why
from domain.access_changes import RULES, Act, Ground, Rule
from domain.access_changes import Act as AccessAct
from domain.business_calendar import format_jst
from domain.console_roles import Permission, permissions_of
from domain.logins import MEMBERS
from domain.mail_addresses import accept_mail_address
from domain.reasons import accept_reason
from relay.delivery import Relay
from web.console.accounts.pages import BY_ID, PATH, ROLES
from web.console.accounts.texts import EFFECTS, REFUSED, TITLES, AccountAct
from web.console.acts import ActPage, read_why, show_act
from web.console.companies.pages import page_of
from web.console.staff_only import AdministratorOnlyError
from web.context import Injected, now_of, settings_of
from web.forms import Form, read_form
from web.pages import see_other
from web.state_texts import ACCOUNT_STANDINGS


def rule_for(act: Act, role: str, staff: Staff) -> Rule:
    """What an act takes; raises `AdministratorOnlyError` for whoever may not do it at all."""
    rule = RULES[act, role]
    if not staff.may(rule.permission):
        raise AdministratorOnlyError
    return rule


def read_ground(form: Form, staff: Staff, rule: Rule) -> tuple[Why, Ground] | None:
    """Read reason and, where it is needed, evidence; None and errors where one is missing."""
    evidence: str | None = ""
    if rule.evidence:
        evidence = form.accept("evidence", accept_reason, label="確認の根拠")
    why = read_why(form, staff)
    if evidence is None or why is None:
        return None
    return why, Ground(permissions_of(staff.role), evidence)


def asking(request: Request[Any, Any, Any], why: Why, ground: Ground) -> Asking:
    """Put together what every change that is asked for needs."""
    settings = settings_of(request.app.state)
    return Asking(
        why,
        ground,
        settings.access_change_wait,
        settings.alert_mail_address,
        settings.link_keys,
        now_of(request.app.state),
    )


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

    @property
    def now(self) -> datetime:
        return now_of(self.request.app.state)


@get(f"{PATH}/{{act:str}}", dependencies=BY_ID)
async def show_account_act(
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    account: Injected[AccountPage],
    act: FromPath[str],
) -> Response[str]:
    """Say what will happen, and ask for the reason."""
    return await _page(_open(request, staff, company, account, act), Form())


@post(f"{PATH}/{{act:str}}", dependencies=BY_ID)
async def do_account_act(  # noqa: PLR0913 -- what a handler asks for
    request: Request[Any, Any, Any],
    staff: Injected[Staff],
    company: Injected[CompanyCard],
    account: Injected[AccountPage],
    *,
    relay: Injected[Relay],
    act: FromPath[str],
) -> Response[str] | Redirect:
    """Do it, or say what stands against it."""
    opened = _open(request, staff, company, account, act)
    form = await read_form(request)
    if opened.act is AccountAct.ADDRESS:
        form.accept("mail_address", accept_mail_address, label="新しいメールアドレス")
    ground = read_ground(form, staff, opened.rule)
    process = None
    if form.ok and ground is not None:
        try:
            process = await _do(opened, form, *ground)
        except tuple(REFUSED) as error:
            form.add_error("", REFUSED[type(error)](error))
    if not form.ok:
        return await _page(opened, form)
    nudge = BackgroundTask(relay.nudge, process) if process else None
    return see_other(_here(opened), background=nudge)


async def _do(opened: Opened, form: Form, why: Why, ground: Ground) -> str | None:
    """Act on the account, and give the process that sends mails about it, if any."""
    ids, now = opened.ids, opened.now
    match opened.act:
        case AccountAct.PASSWORD:
            keys = settings_of(opened.request.app.state).link_keys
            return await accounts.send_password_link(*ids, why, ground, keys=keys, now=now)
        case AccountAct.UNLOCK:
            await accounts.unlock(*ids, why, MEMBERS.allowances.here.window, now)
        case AccountAct.STOP:
            await accounts.stop(*ids, why, now)
        case AccountAct.RESTART:
            await accounts.restart(*ids, why, now)
        case AccountAct.SECOND_FACTOR:
            return await ask_to_remove_second_factor(*ids, asking(opened.request, why, ground))
        case AccountAct.ADDRESS:
            address = accept_mail_address(form.typed("mail_address"))
            return await ask_for_address(*ids, address, asking(opened.request, why, ground))
    return None


def _open(
    request: Request[Any, Any, Any],
    staff: Staff,
    company: CompanyCard,
    account: AccountPage,
    act: str,
) -> Opened:
    """Raises `NotFoundException` for an act that is none, `AdministratorOnlyError`."""
    try:
        named = AccountAct(act)
    except ValueError as error:
        raise NotFoundException from error
    leads_in = _LEADS_IN.get(named)
    rule = rule_for(leads_in, account.details.role, staff) if leads_in else _HARMLESS
    return Opened(request, staff, company, account, named, rule)


def _here(opened: Opened) -> str:
    company_id, account_id = opened.ids
    return f"{page_of(company_id)}/accounts/{account_id}"


async def _page(opened: Opened, form: Form) -> Response[str]:
    known, company = opened.account.details, opened.company
    when = waits_until(opened.request, opened.rule)
    page = ActPage(
        TITLES[opened.act],
        tuple(effect.format(when=when) for effect in EFFECTS[opened.act]),
        back=_here(opened),
        shown=(
            ("企業", f"{company.name}（{company.company_id}）"),
            ("アカウントID", known.account_id),
            ("氏名", f"{known.person_name}（{ROLES[known.role]}）"),
            ("メールアドレス", known.mail_address),
            ("状態", ACCOUNT_STANDINGS[known.standing]),
        ),
        danger=opened.act is AccountAct.STOP,
    )
    return await show_act(
        opened.request,
        opened.staff,
        page,
        form,
        "console/accounts/act.html",
        asked=opened.act,
        needs_evidence=opened.rule.evidence,
    )
